package io.stillwatch.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.CampaignForm;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.campaign.CampaignWeights;
import io.stillwatch.patterns.language.StarterBook;
import org.junit.jupiter.api.Test;

/** What a fit says of its own budget. */
class CampaignFitTest {

  @Test
  void aPatternIsCountedByItsOwnConditionAndHeldAgainstTheBudget() {
    Town town = new Town(10_000);
    for (int i = 0; i < 12; i++) {
      town.uses(
          "bad-" + i,
          "org-bad-" + i,
          1_000,
          Town.traits(2_000 + i / 3, 3_000 + i, 4_000),
          Town.START + i);
    }
    PatternSpec shipped = StarterBook.book().live("acme", "accounts-acting-as-one");
    assertNotNull(shipped);
    CampaignForm form = (CampaignForm) shipped.form();
    CampaignWeights weights = form.weights();
    assertNotNull(weights);
    CampaignFit fit = new CampaignFit(weights, 0.001, 0.0025);
    // Three of them were taken for honest by whoever labelled them.
    fit.add(
        town.desk(),
        id -> new CampaignFit.Known(id.compareTo("bad-7") < 0 ? "c" : null, null),
        1_000);
    CampaignFit.Fitted fitted = fit.fit();
    CampaignFit.Fitted judged = fit.judgedBy(form, fitted);
    assertEquals(3, judged.wrong());
    assertFalse(judged.keepsBudget(), "three of a thousand are more than one");
    assertEquals(fitted.evidence(), judged.evidence());

    CampaignFit generous = new CampaignFit(weights, 0.01, 0.0025);
    generous.add(town.desk(), id -> new CampaignFit.Known(null, null), 10_000);
    assertTrue(generous.fit().keepsBudget());
  }
}
