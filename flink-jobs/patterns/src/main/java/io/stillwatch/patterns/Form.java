package io.stillwatch.patterns;

import java.io.Serializable;
import java.time.Duration;

/** What a pattern matches. */
public sealed interface Form extends Serializable permits Sequence, Tally, CampaignForm {

  Duration within();
}
