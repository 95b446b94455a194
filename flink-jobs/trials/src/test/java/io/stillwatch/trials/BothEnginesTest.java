package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.ConfluentSchemas;
import io.stillwatch.intake.EventFile;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.IntakeLimits;
import io.stillwatch.intake.Outcome;
import io.stillwatch.patterns.AccountJudge;
import io.stillwatch.patterns.BookView;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.condition.FieldCatalog;
import io.stillwatch.patterns.language.LanguageLimits;
import io.stillwatch.patterns.language.PatternReader;
import io.stillwatch.patterns.language.PatternTest;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.patterns.language.Vetted;
import io.stillwatch.patterns.operator.AccountKey;
import io.stillwatch.patterns.operator.BookSource;
import io.stillwatch.patterns.operator.StockMatches;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.RecordJson;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalCatalog;
import io.stillwatch.signals.SignalReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The starter book's sequences make the same findings on the packed engine and on Flink's own CEP
 * operator; {@code -Dstillwatch.trial.events=N} makes more events, {@code
 * -Dstillwatch.trial.file=FILE} takes recorded ones in their place.
 */
@Timeout(1_800)
class BothEnginesTest {

  private static final int EVENTS = Integer.getInteger("stillwatch.trial.events", 5_000);
  private static final String FILE = "stillwatch.trial.file";
  private static final int EVENTS_PER_ACCOUNT = 500;
  private static final Duration SILENCE = Duration.ofDays(30);
  private static final PatternBook BOOK = Recording.enforcing().only(Sequence.class);

  @Test
  void theStarterBookMakesTheSameFindingsOnBothEngines() throws Exception {
    List<Look> looks = new ArrayList<>();
    List<Finding> packed = new ArrayList<>();
    Set<String> beyondTheCap = packed(looks, packed);
    // Past the caps of a profile stock Flink, which has none, finds more.
    looks.removeIf(look -> beyondTheCap.contains(AccountKey.of(look.sighting())));
    packed.removeIf(
        finding ->
            beyondTheCap.contains(AccountKey.of(finding.getTenant(), finding.getAccountId())));
    Map<String, Integer> found = new TreeMap<>();
    for (PatternSpec pattern : BOOK.all()) {
      List<String> expected = stock(pattern, looks);
      List<String> ours =
          packed.stream()
              .filter(finding -> finding.getPatternId().equals(pattern.id()))
              .map(BothEnginesTest::told)
              .toList();
      assertEquals(expected.stream().sorted().toList(), ours.stream().sorted().toList());
      found.put(pattern.id(), ours.size());
    }
    System.out.println(
        "{\"trial\":\"both engines\",\"looks\":"
            + looks.size()
            + ",\"accounts_beyond_the_cap\":"
            + beyondTheCap.size()
            + ",\"findings\":"
            + packed.size()
            + ",\"by_pattern\":\""
            + found
            + "\"}");
    assertTrue(packed.size() > 100, found.toString());
    if (System.getProperty(FILE) == null) {
      assertTrue(found.values().stream().allMatch(findings -> findings > 0), found.toString());
    }
  }

  /**
   * Judges the events, keeps their looks, and names the accounts of which something was dropped.
   */
  private static Set<String> packed(List<Look> looks, List<Finding> findings) throws IOException {
    SignalReader signals = new SignalReader(HashKey.PUBLIC);
    ProfileKeeper keeper = new ProfileKeeper(signals.catalog(), SILENCE);
    AccountJudge judge = new AccountJudge(keeper, BOOK);
    Map<String, AccountProfile> profiles = new HashMap<>();
    Intake intake =
        new Intake(IntakeLimits.defaults(), SchemaResolver.builtIn(), ConfluentSchemas.NONE, true);
    for (byte[] record : records()) {
      if (intake.accept(record, Sighting.ABSENT) instanceof Outcome.Accepted accepted) {
        Sighting sighting = signals.read(accepted.event());
        AccountProfile profile =
            profiles.computeIfAbsent(AccountKey.of(sighting), a -> AccountProfile.empty());
        Look look = keeper.see(profile, sighting);
        if (look != null) {
          looks.add(look.kept());
          judge.judge(look, profile, findings::add, link -> {});
        }
      }
    }
    Set<String> beyondTheCap = new HashSet<>();
    profiles.forEach(
        (account, profile) -> {
          if (profile.dropped() > 0) {
            beyondTheCap.add(account);
          }
        });
    return beyondTheCap;
  }

  private static List<byte[]> records() throws IOException {
    List<byte[]> records = new ArrayList<>();
    String file = System.getProperty(FILE);
    if (file == null) {
      RecordCodec<InferenceEvent> codec = RecordCodec.of(InferenceEvent.class);
      Crowd.of(11, EVENTS / EVENTS_PER_ACCOUNT, EVENTS_PER_ACCOUNT)
          .forEach(event -> records.add(codec.encode(event)));
      ofTheirTests().forEach(event -> records.add(codec.encode(event)));
      return records;
    }
    try (EventFile events = EventFile.open(Path.of(file))) {
      for (byte[] record = events.next(); record != null; record = events.next()) {
        records.add(record);
      }
    }
    return records;
  }

  /**
   * The events of the patterns' own tests, each test by an account of its own: the crowd does not
   * do all that patterns look for.
   */
  private static List<InferenceEvent> ofTheirTests() {
    SignalCatalog signals = SignalCatalog.installed();
    PatternReader reader =
        new PatternReader(FieldCatalog.ofLooks(signals), signals, LanguageLimits.HORIZON);
    Intake intake =
        new Intake(IntakeLimits.defaults(), SchemaResolver.builtIn(), ConfluentSchemas.NONE, true);
    List<InferenceEvent> events = new ArrayList<>();
    for (StarterBook.StarterFile file : StarterBook.files()) {
      Vetted.Passed passed = (Vetted.Passed) reader.read(file.name(), file.source());
      for (PatternTest test : passed.tests().all()) {
        for (String line : test.jsonLines()) {
          Outcome.Accepted accepted =
              (Outcome.Accepted)
                  intake.accept(line.getBytes(StandardCharsets.UTF_8), Sighting.ABSENT);
          events.add(
              InferenceEvent.newBuilder(accepted.event())
                  .setAccountId(file.name() + " " + test.name())
                  .build());
        }
      }
    }
    return events;
  }

  private static BookSource.Opening opening() {
    return new BookSource.Opening(BOOK, 0);
  }

  private static List<String> stock(PatternSpec pattern, List<Look> looks) throws Exception {
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<String, Look, Finding>(
            StockMatches.operator(pattern, BothEnginesTest::opening),
            look -> AccountKey.of(look.sighting()),
            Types.STRING)) {
      harness.setup();
      harness.open();
      for (Look look : looks) {
        if (BookView.hears(pattern, look)) {
          harness.processElement(look, 0);
        }
      }
      return harness.extractOutputValues().stream().map(BothEnginesTest::told).toList();
    }
  }

  /** All but the profile's counters, which stock Flink's findings do not carry. */
  private static String told(Finding finding) {
    Evidence evidence = Evidence.newBuilder(finding.getEvidence()).setProfile(Map.of()).build();
    return RecordJson.write(Finding.newBuilder(finding).setEvidence(evidence).build());
  }
}
