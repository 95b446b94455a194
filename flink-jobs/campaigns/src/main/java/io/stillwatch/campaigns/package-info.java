/**
 * Room 5, campaigns: accounts that act as one.
 *
 * <p>In: observations of accounts on links. A link keeps silent until strangers share it ({@link
 * io.stillwatch.campaigns.LinkWatch}); from then on its tenant's {@link
 * io.stillwatch.campaigns.Desk} hears of it. Out: campaigns, and findings about their members, each
 * with the member's own evidence. Must not know: events, texts, profiles' insides, what is done
 * about a finding, Kafka, the time of day; and Flink only in {@code operator}.
 */
@NullMarked
package io.stillwatch.campaigns;

import org.jspecify.annotations.NullMarked;
