package io.stillwatch.cli.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a demonstration went: the end of its output and the reason of its exit code.
 *
 * @param enforced whether gateways kept out whom an action refuses
 * @param complete whether the run lasted as long as was asked for
 * @param honestTouched accounts that an action met although they belong to no campaign
 */
record Summary(
    String bootstrapServers,
    boolean enforced,
    boolean complete,
    long runMs,
    long events,
    long processed,
    int accounts,
    long exchanges,
    long findings,
    long actions,
    List<String> honestTouched,
    long latencyP50Ms,
    long latencyP99Ms,
    int latencies,
    List<Campaign> campaigns) {

  /** An account counts as met only once there is something to say about most of its campaign. */
  private static final double CAUGHT_SHARE = 0.5;

  /**
   * One campaign.
   *
   * @param accounts members that have asked for anything
   * @param actedOn members that an action met
   * @param servedBefore exchanges that a member got before its action, median; -1 where none was
   *     met
   * @param became how many of the exchanges that they asked for became what; they ask for the same
   *     whatever becomes of it
   */
  record Campaign(
      String name, int accounts, int actedOn, int servedBefore, Map<Admission, Integer> became) {

    /** What they get where nothing is enforced. */
    int exchanges() {
      return became.values().stream().mapToInt(Integer::intValue).sum();
    }

    int harvested() {
      return became.getOrDefault(Admission.SERVED, 0);
    }

    /** The others, by what became of them. */
    private String withheld() {
      List<String> parts = new ArrayList<>();
      became.forEach(
          (admission, count) -> {
            if (admission != Admission.SERVED) {
              parts.add(String.format(Locale.ROOT, "%,d %s", count, admission.word()));
            }
          });
      return parts.isEmpty() ? "" : "; the others " + String.join(", ", parts);
    }

    boolean caught() {
      return actedOn > 0 && actedOn >= CAUGHT_SHARE * accounts;
    }
  }

  /** False when a campaign got away in a complete run, or an honest account was met in any. */
  boolean passed() {
    return honestTouched.isEmpty() && (!complete || campaigns.stream().allMatch(Campaign::caught));
  }

  double eventsPerSecond() {
    return runMs == 0 ? 0 : events * 1000.0 / runMs;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("broker       ").append(bootstrapServers).append('\n');
    line(text, "run          %.1f s%s", runMs / 1000.0, complete ? "" : " (ended early)");
    line(
        text,
        "events       %,d sent (%,.0f/s), %,d processed",
        events,
        eventsPerSecond(),
        processed);
    line(text, "accounts     %,d with %,d exchanges", accounts, exchanges);
    line(text, "findings     %,d", findings);
    line(text, "actions      %,d", actions);
    line(
        text,
        latencies == 0
            ? "latency      no action yet"
            : "latency      p50 %d ms, p99 %d ms from the event's arrival at the broker to the action on the"
                + " control topic",
        latencyP50Ms,
        latencyP99Ms);
    for (Campaign campaign : campaigns) {
      line(
          text,
          "campaign     %-20s %2d of %2d accounts acted on%s",
          campaign.name(),
          campaign.actedOn(),
          campaign.accounts(),
          campaign.servedBefore() < 0
              ? ""
              : ", median of " + campaign.servedBefore() + " exchanges before the action");
    }
    for (Campaign campaign : campaigns) {
      line(
          text,
          "harvested    %-20s %,d of the %,d exchanges that it gets without Stillwatch (%.0f %%)%s",
          campaign.name(),
          campaign.harvested(),
          campaign.exchanges(),
          100.0 * campaign.harvested() / Math.max(1, campaign.exchanges()),
          enforced ? campaign.withheld() : "; nothing enforces the actions");
    }
    line(
        text,
        "honest       %s",
        honestTouched.isEmpty()
            ? "0 accounts touched"
            : honestTouched.size()
                + (honestTouched.size() == 1 ? " account touched: " : " accounts touched: ")
                + String.join(", ", honestTouched));
    text.append("verdict      ").append(verdict()).append('\n');
    return text.toString();
  }

  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("bootstrap_servers", bootstrapServers);
      json.writeBooleanField("enforced", enforced);
      json.writeBooleanField("complete", complete);
      json.writeBooleanField("passed", passed());
      json.writeNumberField("run_ms", runMs);
      json.writeNumberField("events", events);
      json.writeNumberField("events_per_second", Math.round(eventsPerSecond()));
      json.writeNumberField("events_processed", processed);
      json.writeNumberField("accounts", accounts);
      json.writeNumberField("exchanges", exchanges);
      json.writeNumberField("findings", findings);
      json.writeNumberField("actions", actions);
      if (latencies > 0) {
        json.writeNumberField("latency_p50_ms", latencyP50Ms);
        json.writeNumberField("latency_p99_ms", latencyP99Ms);
      }
      json.writeArrayFieldStart("campaigns");
      for (Campaign campaign : campaigns) {
        json.writeStartObject();
        json.writeStringField("name", campaign.name());
        json.writeNumberField("accounts", campaign.accounts());
        json.writeNumberField("accounts_acted_on", campaign.actedOn());
        json.writeNumberField("exchanges_asked_for", campaign.exchanges());
        json.writeNumberField("exchanges_harvested", campaign.harvested());
        if (campaign.servedBefore() >= 0) {
          json.writeNumberField("exchanges_before_action_median", campaign.servedBefore());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("honest_accounts_touched");
      for (String account : honestTouched) {
        json.writeString(account);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private String verdict() {
    if (!honestTouched.isEmpty()) {
      return "FAILED: honest accounts were touched";
    }
    if (!complete) {
      return "ended early, campaigns not judged; no honest account touched";
    }
    List<String> missed = campaigns.stream().filter(c -> !c.caught()).map(Campaign::name).toList();
    return missed.isEmpty()
        ? "all " + campaigns.size() + " campaigns caught, no honest account touched"
        : "FAILED: missed " + String.join(", ", missed);
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
