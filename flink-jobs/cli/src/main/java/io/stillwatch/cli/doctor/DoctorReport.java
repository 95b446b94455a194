package io.stillwatch.cli.doctor;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.Listed;
import io.stillwatch.cli.doctor.Sight.Degree;
import io.stillwatch.cli.investigation.Table;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.intake.Coverage;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.condition.FieldCatalog;
import io.stillwatch.schemas.StatusReport;
import io.stillwatch.signals.Signal;
import io.stillwatch.signals.SignalCatalog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What was found, as tables or as JSON. */
final class DoctorReport {

  /** Something that is seen or not: a signal, a pattern, a link. */
  private record Seen(String kind, String name, Sight sight) {}

  private final List<Examination> sources;
  private final List<EngineSource> engine;
  private final List<Seen> seen = new ArrayList<>();

  /** Field that something is blind without, and what brings it, by source. */
  private final Map<String, Map<String, String>> advice = new TreeMap<>();

  /**
   * @param engine what a running engine says of its sources
   */
  DoctorReport(List<Examination> sources, List<StatusReport> engine, List<PatternSpec> patterns) {
    this.sources = sources;
    this.engine = engine.stream().map(EngineSource::new).toList();
    SignalCatalog signals = SignalCatalog.installed();
    Needs needs = new Needs(signals);
    // What any source brings can be seen, if not of everybody.
    Predicate<String> arrives =
        field -> sources.stream().anyMatch(source -> source.arrivals().arrives(field));
    PatternSight sight = new PatternSight(FieldCatalog.ofLooks(signals), needs, arrives);
    Map<String, PatternSpec> newest = new TreeMap<>();
    for (PatternSpec pattern : patterns) {
      newest.merge(pattern.id(), pattern, (a, b) -> a.version() > b.version() ? a : b);
    }
    newest.values().forEach(spec -> seen.add(new Seen("pattern", spec.id(), sight.of(spec))));
    for (Signal signal : signals.all()) {
      List<Set<String>> ways = needs.ofSignal(signal.name());
      seen.add(
          new Seen("signal", signal.name(), Sight.of(ways == null ? Needs.ALWAYS : ways, arrives)));
    }
    Needs.links()
        .forEach((name, ways) -> seen.add(new Seen("link", name, Sight.of(ways, arrives))));
    TreeSet<String> missing = new TreeSet<>();
    seen.forEach(one -> missing.addAll(one.sight.missing()));
    for (String field : missing) {
      for (Examination source : sources) {
        advice
            .computeIfAbsent(field, f -> new LinkedHashMap<>())
            .put(
                source.source().name(),
                Advice.of(
                    field, source.format(), source.source().content(), source.source().name()));
      }
    }
  }

  void print(Console console) {
    for (Examination source : sources) {
      printSource(console, source);
    }
    engine.forEach(source -> source.print(console));
    printFields(console);
    printSeen(console, "pattern", "PATTERN");
    printSeen(console, "signal", "SIGNAL");
    printSeen(console, "link", "LINK");
    if (!advice.isEmpty()) {
      console.out("");
      Table table = new Table("", "MISSING FIELD", "SOURCE", "WHAT BRINGS IT");
      advice.forEach(
          (field, bySource) -> bySource.forEach((source, what) -> table.row(field, source, what)));
      table.print(console);
    }
  }

  private static void printSource(Console console, Examination source) {
    Coverage coverage = source.coverage();
    line(console, "source %s (%s)", source.source().name(), source.topic());
    line(
        console,
        "  records     %,d%s",
        coverage.records(),
        source.formats().isEmpty() ? "" : ": " + Listed.counts(source.formats()));
    line(
        console,
        "  exchanges   %,d accepted, %,d rejected%s",
        coverage.accepted(),
        coverage.rejected(),
        coverage.joinedParts() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "; %,d of the accepted got their account by joining",
                coverage.joinedParts()));
    for (RejectionReason reason : RejectionReason.values()) {
      if (coverage.rejected(reason) > 0) {
        String first = source.first(reason);
        line(
            console,
            "              %,d %s%s",
            coverage.rejected(reason),
            reason,
            first == null ? "" : "; the first: " + first);
      }
    }
    if (!Double.isNaN(source.withAccount())) {
      line(console, "  account     %.1f %% of them carry one", 100 * source.withAccount());
    }
    line(
        console,
        "  duplicates  %,d%s",
        source.duplicates(),
        source.capped() ? " (of the first " + Examination.KEPT_MAX + ")" : "");
    String advised = Advice.ofDuplicates(source.duplicates(), source.format());
    if (advised != null) {
      line(console, "              %s", advised);
    }
    Lags lags = source.lags();
    line(
        console,
        "  clock       %s",
        lags.isEmpty()
            ? "unknown: nothing says when they arrived"
            : String.format(
                Locale.ROOT,
                "events arrive %s after their time (median), 99 of 100 within %s, the last %s, the earliest %s",
                time(lags.quantileMs(0.5)),
                time(lags.quantileMs(0.99)),
                time(lags.mostMs()),
                time(lags.leastMs())));
    if (source.partitions().size() > 1) {
      line(
          console,
          "  partitions  %d, the fullest with %.1f times its share; %,d of %,d accounts on several",
          source.partitions().size(),
          source.partitionSkew(),
          source.spread(),
          source.accounts());
    }
  }

  private static String time(long ms) {
    return Math.abs(ms) < 10_000 ? ms + " ms" : String.format(Locale.ROOT, "%,.1f s", ms / 1000.0);
  }

  private void printFields(Console console) {
    console.out("");
    List<String> headings = new ArrayList<>(List.of("FIELD"));
    sources.forEach(source -> headings.add(source.source().name()));
    Table table = new Table("", headings.toArray(new String[0]));
    List<String> never = new ArrayList<>();
    for (String field : sources.get(0).arrivals().counts().keySet()) {
      if (sources.stream().noneMatch(source -> source.arrivals().arrives(field))) {
        never.add(field);
        continue;
      }
      List<String> row = new ArrayList<>(List.of(field));
      for (Examination source : sources) {
        row.add(String.format(Locale.ROOT, "%5.1f %%", 100 * share(source, field)));
      }
      table.row(row.toArray(new String[0]));
    }
    table.print(console);
    console.out("never: " + (never.isEmpty() ? "none" : String.join(", ", never)));
  }

  private static double share(Examination source, String field) {
    Arrivals arrivals = source.arrivals();
    return arrivals.events() == 0
        ? 0
        : (double) arrivals.counts().getOrDefault(field, 0L) / arrivals.events();
  }

  private void printSeen(Console console, String kind, String heading) {
    console.out("");
    Table table = new Table("", heading, "SIGHT", "MISSING");
    for (Seen one : seen) {
      if (one.kind.equals(kind)) {
        table.row(
            one.name,
            word(one.sight.degree()),
            one.sight.missing().isEmpty() ? "-" : String.join(", ", one.sight.missing()));
      }
    }
    table.print(console);
  }

  private static String word(Degree degree) {
    return degree.name().toLowerCase(Locale.ROOT);
  }

  private static void line(Console console, String format, @Nullable Object... values) {
    console.out(String.format(Locale.ROOT, format, values));
  }

  Json json() {
    return Json.object()
        .with("sources", sources.stream().map(DoctorReport::json).toList())
        .with("engine", engine.stream().map(EngineSource::json).toList())
        .with("patterns", seenAs("pattern"))
        .with("signals", seenAs("signal"))
        .with("links", seenAs("link"))
        .with("advice", advice);
  }

  private List<Json> seenAs(String kind) {
    return seen.stream()
        .filter(one -> one.kind.equals(kind))
        .map(
            one ->
                Json.object()
                    .with("name", one.name)
                    .with("sight", word(one.sight.degree()))
                    .with("missing", one.sight.missing()))
        .toList();
  }

  private static Json json(Examination source) {
    Coverage coverage = source.coverage();
    Json rejected = Json.object();
    Json firsts = Json.object();
    for (RejectionReason reason : RejectionReason.values()) {
      if (coverage.rejected(reason) > 0) {
        rejected.with(reason.name(), coverage.rejected(reason));
        firsts.with(reason.name(), source.first(reason));
      }
    }
    Json fields = Json.object();
    source.arrivals().counts().forEach((field, count) -> fields.with(field, share(source, field)));
    Lags lags = source.lags();
    return Json.object()
        .with("source", source.source().name())
        .with("place", source.topic())
        .with("records", coverage.records())
        .with("formats", source.formats())
        .with("accepted", coverage.accepted())
        .with("rejected", rejected)
        .with("joined", coverage.joinedParts())
        .with("shed", coverage.shedParts())
        .with("first_rejected", firsts)
        .with(
            "share_with_account", Double.isNaN(source.withAccount()) ? null : source.withAccount())
        .with("duplicates", source.duplicates())
        .with("duplicates_advice", Advice.ofDuplicates(source.duplicates(), source.format()))
        .with(
            "lag_ms",
            lags.isEmpty()
                ? null
                : Json.object()
                    .with("least", lags.leastMs())
                    .with("median", lags.quantileMs(0.5))
                    .with("p99", lags.quantileMs(0.99))
                    .with("most", lags.mostMs()))
        .with("partitions", source.partitions())
        .with("partition_skew", source.partitionSkew())
        .with("accounts", source.accounts())
        .with("accounts_on_several_partitions", source.spread())
        .with("fields", fields);
  }
}
