package io.stillwatch.cli.evaluate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.stillwatch.cli.evaluate.Score.Hits;
import io.stillwatch.cli.evaluate.Score.Newcomers;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A score as one line of JSON. Shares are whole, counts of exchanges have one digit. */
final class ScoreJson {

  private final JsonGenerator json;

  private ScoreJson(JsonGenerator json) {
    this.json = json;
  }

  static String write(Score score, Origin origin, @Nullable List<Gate.Verdict> verdicts) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      new ScoreJson(json).all(score, origin, verdicts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private void all(Score score, Origin origin, @Nullable List<Gate.Verdict> verdicts)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("account_recall", score.accounts().share());
    json.writeNumberField("account_precision", score.accountPrecision());
    json.writeNumberField("attack_accounts", score.accounts().of());
    json.writeNumberField("benign_accounts", score.wrong().accounts().of());
    json.writeNumberField("benign_account_days", score.wrong().accountDays());
    json.writeObjectFieldStart("precision_at_attacker_share");
    for (Map.Entry<String, Double> at : score.precisionAtShare().entrySet()) {
      json.writeNumberField(at.getKey(), at.getValue());
    }
    json.writeEndObject();
    wrong(score.wrong());
    json.writeObjectFieldStart("campaigns");
    for (CampaignScore campaign : score.campaigns()) {
      campaign(campaign);
    }
    json.writeEndObject();
    json.writeObjectFieldStart("campaign_recall");
    json.writeNumberField("found", score.found().hits());
    json.writeNumberField("of", score.found().of());
    json.writeNumberField("share", score.found().share());
    wilson(score.found());
    json.writeEndObject();
    json.writeObjectFieldStart("leaked");
    tenths("exchanges", score.leaked());
    json.writeNumberField("share", score.leakedShare());
    json.writeEndObject();
    json.writeNumberField("actions_on_unknown_subjects", score.unknownSubjects());
    Score.Clusters clusters = score.clusters();
    if (clusters != null) {
      json.writeObjectFieldStart("clusters");
      json.writeNumberField("n", clusters.count());
      json.writeNumberField("purity", clusters.purity());
      json.writeEndObject();
    }
    more(score, origin, verdicts);
    json.writeEndObject();
  }

  private void wrong(Score.Wrong wrong) throws IOException {
    json.writeObjectFieldStart("wrong");
    json.writeNumberField("accounts", wrong.accounts().hits());
    json.writeNumberField("per_100k_account_days", wrong.per100kAccountDays());
    json.writeNumberField("upper95_per_100k_account_days", wrong.upperPer100kAccountDays());
    tenths("blocked_exchanges", wrong.blocked());
    json.writeNumberField("blocked_account_hours", wrong.blockedAccountHours());
    json.writeObjectFieldStart("accounts_by_class");
    for (Map.Entry<String, Hits> entry : wrong.byClass().entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue().hits() + "/" + entry.getValue().of());
    }
    json.writeEndObject();
    json.writeObjectFieldStart("groups_by_class");
    for (Map.Entry<String, Score.Groups> entry : wrong.groups().entrySet()) {
      Score.Groups groups = entry.getValue();
      json.writeObjectFieldStart(entry.getKey());
      json.writeNumberField("groups", groups.groups());
      json.writeNumberField("any_member", groups.anyMember());
      json.writeNumberField(
          "upper95", Bounds.rounded(Bounds.upper(groups.anyMember(), groups.groups()), 4));
      json.writeNumberField("as_a_campaign", groups.asCampaign());
      json.writeNumberField(
          "upper95_campaign",
          Bounds.rounded(Bounds.upper(groups.asCampaign(), groups.groups()), 4));
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void campaign(CampaignScore campaign) throws IOException {
    json.writeObjectFieldStart(campaign.id());
    json.writeBooleanField("found", campaign.found());
    json.writeNumberField("accounts", campaign.accounts().of());
    json.writeNumberField("accounts_found", campaign.accounts().hits());
    json.writeNumberField("exchanges", campaign.exchanges());
    tenths("leaked", campaign.leaked());
    json.writeNumberField("leaked_share", Bounds.rounded(campaign.leakedShare(), 4));
    json.writeNumberField("served_before_first_action", campaign.servedBeforeFirstAction());
    json.writeNumberField("served_before_found", campaign.servedBeforeFound());
    json.writeNumberField("served_per_account_median", campaign.perAccount().median());
    json.writeNumberField("served_per_account_p90", campaign.perAccount().p90());
    hours("hours_to_first_action", campaign.hoursToFirstAction());
    hours("hours_to_found", campaign.hoursToFound());
    Newcomers successors = campaign.successors();
    json.writeObjectFieldStart("successors");
    json.writeNumberField("n", successors.count());
    within(successors);
    json.writeEndObject();
    newcomers("joiners", campaign.joiners());
    json.writeStringField("evasion", campaign.evasion());
    json.writeStringField("archetype", campaign.archetype());
    json.writeEndObject();
  }

  /** What stands beside the common metrics. */
  private void more(Score score, Origin origin, @Nullable List<Gate.Verdict> verdicts)
      throws IOException {
    parts("by_evasion", score.byEvasion());
    parts("by_archetype", score.byArchetype());
    json.writeObjectFieldStart("served_per_account");
    json.writeNumberField("median", score.served().median());
    json.writeNumberField("p90", score.served().p90());
    json.writeEndObject();
    newcomers("joiners", score.joiners());
    newcomers("successors", score.successors());
    json.writeObjectFieldStart("stream");
    json.writeNumberField("exchanges", origin.exchanges());
    json.writeNumberField("unreadable", origin.unreadable());
    json.writeNumberField("refused_by_the_engine", origin.refused());
    json.writeNumberField("actions", origin.actions());
    json.writeEndObject();
    if (verdicts != null) {
      gate(verdicts);
    }
  }

  private void parts(String name, SortedMap<String, Score.Part> parts) throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Score.Part> entry : parts.entrySet()) {
      Score.Part part = entry.getValue();
      json.writeObjectFieldStart(entry.getKey());
      hits("campaigns", part.campaigns());
      hits("accounts", part.accounts());
      json.writeNumberField("exchanges", part.exchanges());
      tenths("leaked", part.leaked());
      json.writeNumberField("leaked_share", part.leakedShare());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void hits(String name, Hits hits) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("found", hits.hits());
    json.writeNumberField("of", hits.of());
    wilson(hits);
    json.writeEndObject();
  }

  private void newcomers(String name, Newcomers newcomers) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("n", newcomers.count());
    json.writeNumberField("found", newcomers.found());
    within(newcomers);
    json.writeEndObject();
  }

  private void within(Newcomers newcomers) throws IOException {
    json.writeNumberField("within_10", newcomers.within10());
    json.writeNumberField("within_50", newcomers.within50());
  }

  private void wilson(Hits hits) throws IOException {
    json.writeArrayFieldStart("wilson95");
    json.writeNumber(hits.wilson().low());
    json.writeNumber(hits.wilson().high());
    json.writeEndArray();
  }

  private void tenths(String name, double value) throws IOException {
    json.writeNumberField(name, Bounds.rounded(value, 1));
  }

  private void hours(String name, double hours) throws IOException {
    if (Double.isNaN(hours)) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, hours);
    }
  }

  private void gate(List<Gate.Verdict> verdicts) throws IOException {
    json.writeArrayFieldStart("gate");
    for (Gate.Verdict verdict : verdicts) {
      json.writeStartObject();
      json.writeStringField("threshold", verdict.threshold().key());
      json.writeNumberField("asked", verdict.asked());
      hours("measured", verdict.measured());
      json.writeBooleanField("met", verdict.met());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
