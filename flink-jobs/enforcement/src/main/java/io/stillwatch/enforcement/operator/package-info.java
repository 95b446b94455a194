/**
 * The room's seat in the job: the ledger as a keyed operator, with a subject's rows as its one
 * state value.
 *
 * <p>In: findings keyed by their subject. Out: rows of the control topic. Must not know: how a row
 * is decided (that is the ledger's), where findings come from and where rows go (that is the
 * job's).
 */
@NullMarked
package io.stillwatch.enforcement.operator;

import org.jspecify.annotations.NullMarked;
