package io.stillwatch.cli.doctor;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.Listed;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.intake.Coverage;
import io.stillwatch.schemas.StatusReport;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a running engine says has become of one source's records since it first started. */
final class EngineSource {

  private final StatusReport report;
  private final Map<String, Long> rejected = new TreeMap<>();

  EngineSource(StatusReport report) {
    this.report = report;
    report
        .getCounts()
        .forEach(
            (name, count) -> {
              if (name.startsWith(Coverage.REJECTED) && count > 0) {
                rejected.put(name.substring(Coverage.REJECTED.length()), count);
              }
            });
  }

  private long count(String name) {
    return report.getCounts().getOrDefault(name, 0L);
  }

  private @Nullable String note(String name) {
    return report.getNotes().get(name);
  }

  private String name() {
    return report.getReporter().substring(report.getReporter().indexOf('/') + 1);
  }

  private long rejected() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }

  void print(Console console) {
    line(console, "engine: source %s (%s), as of %s", name(), note("topic"), report.getAt());
    line(
        console,
        "  offsets     %,d read: %,d records, %,d unreadable",
        count("offsets"),
        count("records"),
        count("unreadable"));
    line(
        console,
        "  exchanges   %,d accepted (%,d joined), %,d rejected%s, %,d shed, %,d waiting",
        count("accepted"),
        count("joined"),
        rejected(),
        rejected.isEmpty() ? "" : " (" + Listed.counts(rejected) + ")",
        count("shed"),
        count("waiting"));
    String alarm = note("alarm");
    String last = note("last_record");
    line(
        console,
        "  %s",
        alarm != null ? "SILENT      " + alarm : "last record " + (last == null ? "never" : last));
  }

  private static void line(Console console, String format, @Nullable Object... values) {
    console.out(Printable.text(String.format(Locale.ROOT, format, values)));
  }

  Json json() {
    Json refused = Json.object();
    rejected.forEach(refused::with);
    return Json.object()
        .with("source", name())
        .with("topic", note("topic"))
        .with("at", report.getAt())
        .with("offsets", count("offsets"))
        .with("records", count("records"))
        .with("unreadable", count("unreadable"))
        .with("further", count("further"))
        .with("accepted", count("accepted"))
        .with("joined", count("joined"))
        .with("rejected", refused)
        .with("shed", count("shed"))
        .with("waiting", count("waiting"))
        .with("silent", count("silent") > 0)
        .with("last_record", note("last_record"))
        .with("alarm", note("alarm"));
  }
}
