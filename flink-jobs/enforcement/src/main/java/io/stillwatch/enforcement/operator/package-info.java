/**
 * The room's seat in the job: the budgets of a tenant and the ledger of a subject as keyed
 * operators, both of which hear what humans say.
 *
 * <p>In: findings, who is active, and feedback. Out: rows of the control topic, and alarms. Must
 * not know: how a row is decided (that is the ledger's), where findings come from and where rows go
 * (that is the job's).
 */
@NullMarked
package io.stillwatch.enforcement.operator;

import org.jspecify.annotations.NullMarked;
