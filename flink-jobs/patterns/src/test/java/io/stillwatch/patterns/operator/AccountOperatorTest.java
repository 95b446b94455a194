package io.stillwatch.patterns.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.AccountJudge;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.BookView;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.Tally;
import io.stillwatch.patterns.Traffic;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.StatusReport;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Facts;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

/** The account stage inside Flink gives what its pure core gives, however it is disturbed. */
class AccountOperatorTest {

  private static final Duration SILENCE = Duration.ofDays(30);

  private enum Way {
    PLAIN,
    SNAPSHOT,
    SNAPSHOT_AND_RESTORE
  }

  private static final OutputTag<StatusReport> STATUS =
      new OutputTag<>("status", TypeInformation.of(StatusReport.class));

  private static final OutputTag<LinkObservation> LINKS =
      new OutputTag<>("links", FlatType.LINK_OBSERVATION);

  /** What the stage says of a stream. */
  private record Said(List<Finding> findings, List<LinkObservation> links) {

    Said() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    void take(
        KeyedTwoInputStreamOperatorTestHarness<String, Sighting, BookChange, Finding> harness) {
      findings.addAll(harness.extractOutputValues());
      var shown = harness.getSideOutput(LINKS);
      if (shown != null) {
        shown.forEach(record -> links.add(record.getValue()));
      }
    }
  }

  private static BookRow pointer(String tenant, String pattern, Mode mode) {
    return new BookRow.Pointer(tenant, pattern, 1, mode, 1);
  }

  /** Compiled once: a book may be opened again and again, one task after the other. */
  private static final PatternBook BOOK =
      StarterBook.book().with(pointer(PatternBook.ALL_TENANTS, "rubric-grading", Mode.ENFORCE));

  private static final Set<String> TALLIES =
      BOOK.only(Tally.class).all().stream().map(PatternSpec::id).collect(Collectors.toSet());

  private static BookSource.Opening enforcing() {
    return new BookSource.Opening(BOOK, 5);
  }

  private static Said core(List<Sighting> stream) {
    AccountJudge judge =
        new AccountJudge(new ProfileKeeper(Traffic.CATALOG, SILENCE), enforcing().book());
    Map<String, AccountProfile> profiles = new HashMap<>();
    Said said = new Said();
    for (Sighting sighting : stream) {
      judge.judge(
          sighting,
          profiles.computeIfAbsent(sighting.accountId(), a -> AccountProfile.empty()),
          said.findings::add,
          said.links::add);
    }
    return said;
  }

  private static KeyedTwoInputStreamOperatorTestHarness<String, Sighting, BookChange, Finding>
      harness(StateBackend backend, int cached) throws Exception {
    var harness =
        new KeyedTwoInputStreamOperatorTestHarness<String, Sighting, BookChange, Finding>(
            new AccountOperator(
                new ProfileSettings(SILENCE, cached, cached),
                AccountOperatorTest::enforcing,
                STATUS,
                new ShownOutput(LINKS, new OutputTag<>("attempts", FlatType.ATTEMPT))),
            AccountKey::of,
            null,
            Types.STRING);
    harness.setStateBackend(backend);
    harness.setup();
    return harness;
  }

  private static Said operator(List<Sighting> stream, Way way, StateBackend backend, int cached)
      throws Exception {
    return operator(stream, way, backend, cached, 1);
  }

  private static Said operator(
      List<Sighting> stream, Way way, StateBackend backend, int cached, int every)
      throws Exception {
    Said said = new Said();
    var harness = harness(backend, cached);
    harness.open();
    long checkpoint = 0;
    for (Sighting sighting : stream) {
      harness.processElement1(sighting, 0);
      checkpoint++;
      if (way != Way.PLAIN && checkpoint % every == 0) {
        OperatorSubtaskState state = harness.snapshot(checkpoint, checkpoint);
        if (way == Way.SNAPSHOT_AND_RESTORE) {
          said.take(harness);
          harness.close();
          harness = harness(backend, cached);
          harness.initializeState(state);
          harness.open();
        }
      }
    }
    said.take(harness);
    harness.close();
    return said;
  }

  @Test
  void itGivesWhatItsCoreGivesInAllThreeWays() throws Exception {
    for (long seed = 0; seed < 2; seed++) {
      List<Sighting> stream = Traffic.of(seed, 300, 4);
      Said expected = core(stream);
      assertTrue(expected.links.size() > 50, "and links to tell");
      assertTrue(expected.findings.size() > 5, "there is something to find");
      for (Way way : Way.values()) {
        // A restore empties the cache, so that its size tells nothing there.
        int[] sizes = way == Way.SNAPSHOT_AND_RESTORE ? new int[] {3} : new int[] {1, 3, 100};
        for (int cached : sizes) {
          assertEquals(
              expected,
              operator(stream, way, new HashMapStateBackend(), cached),
              way + ", " + cached + " cached, seed " + seed);
        }
      }
    }
  }

  @Test
  void itGivesTheSameOnRocksDb() throws Exception {
    List<Sighting> stream = Traffic.of(7, 80, 1);
    Said expected = core(stream);
    assertFalse(expected.findings.isEmpty());
    assertFalse(expected.links.isEmpty());
    for (Way way : Way.values()) {
      assertEquals(expected, operator(stream, way, new EmbeddedRocksDBStateBackend(), 1), "" + way);
    }
  }

  /** Ten days of one account, and then a night on which it takes far more. */
  private static List<Sighting> bulk() {
    long[] values = new long[Traffic.CATALOG.width()];
    values[Traffic.CATALOG.code("cot_elicitation")] = Double.doubleToRawLongBits(0.9);
    long day = Duration.ofDays(1).toMillis();
    List<Sighting> stream = new ArrayList<>();
    for (int i = 0; i < 55; i++) {
      long at = 20_000 * day + (i < 10 ? i * day : 10 * day + i);
      Sighting plain = Traffic.sighting("a", "x" + i, Phase.EXCHANGE, at, SignalSet.EMPTY);
      stream.add(
          new Sighting(
              plain.tenant(),
              plain.accountId(),
              null,
              null,
              plain.exchangeId(),
              plain.exchangeHash(),
              plain.phase(),
              at,
              at,
              Facts.builder().number(Fact.OUTPUT_TOKENS, 100_000).number(Fact.TURNS, 1).build(),
              i < 10 ? SignalSet.EMPTY : SignalSet.of(values.clone()),
              plain.links()));
    }
    return stream;
  }

  @Test
  void whatAnAccountUsuallyTakesOutlivesARestart() throws Exception {
    List<Sighting> stream = bulk();
    Said expected = core(stream);
    assertTrue(
        expected.findings.stream().anyMatch(f -> f.getPatternId().equals("bulk-leaving")),
        "it is found");
    StateBackend rocks = new EmbeddedRocksDBStateBackend();
    assertEquals(expected, operator(stream, Way.SNAPSHOT_AND_RESTORE, rocks, 1, 18));
  }

  @Test
  void aChangeThatTheBookHoldsAlreadyIsPassedOverAndALaterOneTakesEffect() throws Exception {
    try (var harness = harness(new HashMapStateBackend(), 10)) {
      harness.open();
      long[] values = new long[Traffic.CATALOG.width()];
      values[Traffic.CATALOG.code("rubric_grading")] = Double.doubleToRawLongBits(0.9);
      List<Mode> modes = new ArrayList<>();
      for (long offset : new long[] {4, 5}) {
        harness.processElement2(
            new StreamRecord<>(
                new BookChange(offset, pointer("default", "rubric-grading", Mode.SHADOW))));
        if (offset == 5) {
          harness.getTaskMailbox().take(TaskMailbox.MIN_PRIORITY).run(); // the book is made
        }
        harness.processElement1(
            Traffic.sighting(
                "a" + offset,
                "x" + offset,
                Phase.EXCHANGE,
                1_750_000_000_000L,
                SignalSet.of(values.clone())),
            0);
      }
      for (Finding finding : harness.extractOutputValues()) {
        if (finding.getPatternId().equals("rubric-grading")) {
          modes.add(finding.getMode());
        }
      }
      assertEquals(List.of(Mode.ENFORCE, Mode.SHADOW), modes);
    }
  }

  @Test
  void aBrokenRevisionLeavesTheBookAsItWasAndTheTaskSaysWhy() throws Exception {
    try (var harness = harness(new HashMapStateBackend(), 10)) {
      harness.open();
      BookRow broken =
          new BookRow.Revision(PatternBook.ALL_TENANTS, "rubric-grading", 2, "kind: Pattern\n");
      harness.processElement2(new StreamRecord<>(new BookChange(5, broken)));
      harness.getTaskMailbox().take(TaskMailbox.MIN_PRIORITY).run(); // the book is made
      long[] values = new long[Traffic.CATALOG.width()];
      values[Traffic.CATALOG.code("rubric_grading")] = Double.doubleToRawLongBits(0.9);
      harness.processElement1(
          Traffic.sighting(
              "a", "x", Phase.EXCHANGE, 1_750_000_000_000L, SignalSet.of(values.clone())),
          0);
      List<String> found =
          harness.extractOutputValues().stream()
              .map(f -> f.getPatternId() + " v" + f.getPatternVersion() + " " + f.getMode())
              .toList();
      assertEquals(List.of("rubric-grading v1 ENFORCE"), found);
      List<StatusReport> said = new ArrayList<>();
      harness.getSideOutput(STATUS).forEach(record -> said.add(record.getValue()));
      StatusReport last = said.get(said.size() - 1);
      assertEquals(BOOK.hash(), last.getBook());
      assertEquals("6", last.getNotes().get("book_offset"));
      String why = last.getNotes().get("refused rubric-grading@2");
      assertTrue(why != null && why.startsWith("rubric-grading:1:1 apiVersion"), why);
    }
  }

  @Test
  void whereTheBookStaysAsItIsItsTasksSayUpToWhereItGoes() throws Exception {
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<String, Sighting, Look>(
            new LookOperator(
                new ProfileSettings(SILENCE, 10, 10),
                AccountOperatorTest::enforcing,
                new OutputTag<>("tallied", TypeInformation.of(Finding.class)),
                STATUS,
                new ShownOutput(LINKS, new OutputTag<>("attempts", FlatType.ATTEMPT))),
            AccountKey::of,
            Types.STRING)) {
      harness.setup();
      harness.open();
      List<StatusReport> said = new ArrayList<>();
      harness.getSideOutput(STATUS).forEach(record -> said.add(record.getValue()));
      assertEquals(1, said.size());
      assertEquals("accounts/0", said.get(0).getReporter());
      assertEquals(BOOK.hash(), said.get(0).getBook());
      assertEquals("5", said.get(0).getNotes().get("book_offset"));
    }
  }

  /** All but the profile's counters, which stock Flink's findings do not carry. */
  private static Finding withoutCounters(Finding finding) {
    Evidence evidence = Evidence.newBuilder(finding.getEvidence()).setProfile(Map.of()).build();
    return Finding.newBuilder(finding).setEvidence(evidence).build();
  }

  private static List<Finding> sorted(Collection<Finding> findings) {
    return findings.stream()
        .map(AccountOperatorTest::withoutCounters)
        .sorted(Comparator.comparing(Finding::getFindingId))
        .toList();
  }

  @Test
  void stockFlinkCepMakesTheSameFindingsAlsoAcrossRestores() throws Exception {
    for (long seed = 0; seed < 4; seed++) {
      List<Sighting> stream = Traffic.of(seed, 400, 3);
      List<Look> looks = new ArrayList<>();
      ProfileKeeper keeper = new ProfileKeeper(Traffic.CATALOG, SILENCE);
      Map<String, AccountProfile> profiles = new HashMap<>();
      for (Sighting sighting : stream) {
        Look look =
            keeper.see(
                profiles.computeIfAbsent(sighting.accountId(), a -> AccountProfile.empty()),
                sighting);
        if (look != null) {
          looks.add(look.kept());
        }
      }
      List<Finding> stock = new ArrayList<>();
      for (PatternSpec spec : BOOK.only(Sequence.class).all()) {
        var harness = stock(spec);
        harness.open();
        int step = 0;
        for (Look look : looks) {
          if (BookView.hears(spec, look)) {
            harness.processElement(look, 0);
          }
          if (++step % 50 == 0) {
            OperatorSubtaskState state = harness.snapshot(step, step);
            stock.addAll(harness.extractOutputValues());
            harness.close();
            harness = stock(spec);
            harness.initializeState(state);
            harness.open();
          }
        }
        stock.addAll(harness.extractOutputValues());
        harness.close();
      }
      List<Finding> sequences = new ArrayList<>(core(stream).findings);
      sequences.removeIf(finding -> TALLIES.contains(finding.getPatternId()));
      assertEquals(sorted(sequences), sorted(stock), "seed " + seed);
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Look, Finding> stock(
      PatternSpec spec) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<String, Look, Finding>(
            StockMatches.operator(spec, AccountOperatorTest::enforcing),
            look -> AccountKey.of(look.sighting()),
            Types.STRING);
    harness.setup();
    return harness;
  }
}
