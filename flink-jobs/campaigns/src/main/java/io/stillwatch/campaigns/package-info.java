/**
 * Accounts that act as one.
 *
 * <p>In: observations of accounts on links. Out: campaigns, and findings about their members, each
 * with the member's own evidence. Knows nothing of events, texts, profiles' insides, or what is
 * done about a finding.
 */
@NullMarked
package io.stillwatch.campaigns;

import org.jspecify.annotations.NullMarked;
