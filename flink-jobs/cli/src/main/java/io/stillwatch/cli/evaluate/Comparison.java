package io.stillwatch.cli.evaluate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.stillwatch.cli.evaluate.Bounds.Interval;
import io.stillwatch.cli.evaluate.Score.Hits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How two books score on the same streams, added up over all of them. */
final class Comparison {

  /** One book's sums. */
  private static final class Side {
    private Hits campaigns = new Hits(0, 0);
    private Hits accounts = new Hits(0, 0);
    private Hits wrong = new Hits(0, 0);
    private double leaked;
    private long exchanges;

    void add(Score score) {
      campaigns = sum(campaigns, score.found());
      accounts = sum(accounts, score.accounts());
      wrong = sum(wrong, score.wrong().accounts());
      leaked += score.leaked();
      exchanges += score.exchanges();
    }

    double leakedShare() {
      return leaked / Math.max(1, exchanges);
    }

    private static Hits sum(Hits one, Hits other) {
      return new Hits(one.hits() + other.hits(), one.of() + other.of());
    }
  }

  private final Side before = new Side();
  private final Side after = new Side();
  private int streams;

  void add(Score scoredBefore, Score scoredAfter) {
    before.add(scoredBefore);
    after.add(scoredAfter);
    streams++;
  }

  int streams() {
    return streams;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, "%-10s %-32s %s", "held out", "weights before", "fitted"));
    lines.add(line("campaigns", hits(before.campaigns), hits(after.campaigns)));
    lines.add(line("accounts", hits(before.accounts), hits(after.accounts)));
    lines.add(line("wrong", hits(before.wrong), hits(after.wrong)));
    lines.add(line("leaked", percent(before.leakedShare()), percent(after.leakedShare())));
    return lines;
  }

  private static String line(String what, String one, String other) {
    return String.format(Locale.ROOT, "%-10s %-32s %s", what, one, other);
  }

  /** Such as {@code 28/30 (0.787 to 0.982)}. */
  private static String hits(Hits hits) {
    Interval interval = hits.wilson();
    return String.format(
        Locale.ROOT,
        "%d/%d (%.4f to %.4f)",
        hits.hits(),
        hits.of(),
        interval.low(),
        interval.high());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeNumberField("streams", streams);
    write("before", before, json);
    write("fitted", after, json);
  }

  private static void write(String name, Side side, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(name);
    write("campaigns", side.campaigns, json);
    write("accounts", side.accounts, json);
    write("wrong", side.wrong, json);
    json.writeNumberField("leaked_share", Bounds.rounded(side.leakedShare(), 6));
    json.writeEndObject();
  }

  private static void write(String name, Hits hits, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("hits", hits.hits());
    json.writeNumberField("of", hits.of());
    Interval interval = hits.wilson();
    json.writeArrayFieldStart("wilson");
    json.writeNumber(interval.low());
    json.writeNumber(interval.high());
    json.writeEndArray();
    json.writeEndObject();
  }
}
