package io.stillwatch.cli.evaluate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.WrongUse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of an actions file, as far as scoring needs it.
 *
 * @param kind null in a row that ends every action of its subject
 * @param decidedMs when the deciding event happened; NaN where the row does not tell
 * @param fromMs since when it holds
 */
record ActionRow(
    Subject subject,
    @Nullable String kind,
    boolean shadow,
    boolean active,
    double decidedMs,
    double fromMs,
    double untilMs,
    double requestsPerMinute,
    @Nullable String campaignId,
    @Nullable String patternId,
    @Nullable String explanation,
    List<Term> terms) {

  /** What never comes. */
  static final double NEVER_MS = 9e18;

  private static final JsonFactory JSON = new JsonFactory();

  /** Whom it binds. */
  record Subject(String kind, String id) {}

  /** One term of evidence. */
  record Term(String name, double value, double weight) {}

  ActionRow {
    terms = List.copyOf(terms);
  }

  /**
   * Reads one line.
   *
   * @param place file and line, for complaints
   */
  static ActionRow read(byte[] line, String place) {
    try (JsonParser json = JSON.createParser(line)) {
      return of(Fields.read(json, place));
    } catch (IOException e) {
      throw new WrongUse(
          place + ": not an action: " + Reason.of(e) + "; write them as 'stillwatch replay' does",
          e);
    }
  }

  private static ActionRow of(Fields row) {
    boolean active = "ACTIVE".equals(or(row, "state", "ACTIVE"));
    double decided = row.timeMs("event_time");
    double effective = row.timeMs("effective_at");
    double from = Double.isNaN(effective) || effective == 0 ? decided : effective;
    double expires = row.timeMs("expires_at");
    if (Double.isNaN(from)) {
      throw row.wrong("neither 'effective_at' nor 'event_time' tells when the action began");
    }
    String campaign = or(row, "campaign_id", "");
    return new ActionRow(
        new Subject(or(row, "subject_kind", "ACCOUNT"), row.required("subject_id")),
        active ? row.required("kind") : row.text("kind"),
        "SHADOW".equals(row.text("mode")),
        active,
        decided,
        from,
        Double.isNaN(expires) || expires == 0 ? NEVER_MS : expires,
        row.object("parameters").number("requests_per_minute", 1),
        campaign.isEmpty() ? null : campaign,
        row.text("pattern_id"),
        row.text("explanation"),
        row.object("evidence").objects("terms").stream()
            .map(
                term ->
                    new Term(
                        term.required("name"), term.number("value", 0), term.number("weight", 1)))
            .toList());
  }

  private static String or(Fields row, String name, String otherwise) {
    String text = row.text(name);
    return text == null ? otherwise : text;
  }
}
