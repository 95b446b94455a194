/**
 * The link stage and the campaign stage as Flink operators: keyed state, and nothing that decides.
 *
 * <p>In: link observations keyed by {@link io.stillwatch.campaigns.LinkKey}, and what links report
 * keyed by tenant. Out: findings about members, and campaigns.
 */
@NullMarked
package io.stillwatch.campaigns.operator;

import org.jspecify.annotations.NullMarked;
