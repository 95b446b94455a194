package io.stillwatch.patterns.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.PatternSpec.Listens;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.Sequence.AfterMatch;
import io.stillwatch.patterns.Tally;
import io.stillwatch.patterns.language.StarterBook.StarterFile;
import io.stillwatch.patterns.language.Vetted.Passed;
import io.stillwatch.schemas.ActionKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The patterns that come along pass their own vetting, tests and all. */
class StarterBookTest {

  private static final Path FOLDER = Path.of("src/main/resources/io/stillwatch/patterns/starter");

  @Test
  void theIndexListsTheFolder() throws IOException {
    try (Stream<Path> paths = Files.list(FOLDER)) {
      List<String> there =
          paths
              .map(path -> path.getFileName().toString())
              .filter(name -> !name.equals(StarterBook.INDEX))
              .sorted()
              .toList();
      assertEquals(there, StarterBook.files().stream().map(StarterFile::name).toList());
    }
  }

  @Test
  void everyPatternPassesItsTestsWithoutAWarning() {
    Vetting vetting = Vettings.with(new RoomsTrial());
    for (StarterFile file : StarterBook.files()) {
      Vetted vetted = vetting.vet(file.name(), file.source());
      Passed passed = assertInstanceOf(Passed.class, vetted, vetted.toString());
      assertEquals(List.of(), passed.warnings());
      assertEquals(file.name(), passed.spec().id() + ".yaml");
    }
  }

  @Test
  void everyPatternIsReadWithItsTestsInAQuarterOfASecond() {
    for (StarterFile file : StarterBook.files()) {
      long ms = OwnTime.leastMs(5, () -> Vettings.READER.read(file.name(), file.source()));
      assertTrue(ms <= 250, file.name() + " takes " + ms + " ms");
    }
  }

  @Test
  void everyPatternIsTestedNearItsThreshold() {
    for (PatternSpec spec : specs().values()) {
      Passed passed = vet(spec.id());
      long fires = passed.tests().all().stream().filter(PatternTest::fires).count();
      assertTrue(passed.tests().all().size() - fires >= 2, spec.id());
      assertTrue(spec.blindSpots().length() > 80, spec.id());
    }
  }

  @Test
  void everyFormIsThereAndIdsDoNotCollide() {
    TreeSet<String> forms = new TreeSet<>();
    TreeSet<Integer> keys = new TreeSet<>();
    for (PatternSpec spec : specs().values()) {
      forms.add(spec.form().getClass().getSimpleName());
      assertTrue(keys.add(spec.key()), spec.id());
    }
    assertEquals(
        List.of("CampaignForm", "Count", "Distinct", "Sequence", "Share", "Weight"),
        List.copyOf(forms));
    assertTrue(keys.size() >= 8);
  }

  @Test
  void patternsThatCannotTellHonestUseApartDoNotThrottleOrSuspend() {
    for (String weak :
        List.of(
            "release-redirect",
            "bulk-leaving",
            "sweep-without-conversation",
            "reasoning-heavy-outputs",
            "many-samples-fixed-settings",
            "reasoning-in-many-languages",
            "reasoning-in-another-language",
            "tool-runs-on-paper",
            "tool-schemas-swept",
            "decisions-over-one-document",
            "instructions-made-up",
            "sensitive-questions-made-safe",
            "refused-then-rewritten",
            "mixed-weak-evidence")) {
      ActionKind kind = vet(weak).spec().action().kind();
      assertTrue(kind == ActionKind.OBSERVE || kind == ActionKind.CHALLENGE, weak);
    }
  }

  @Test
  void theThreeFirstPatternsMeanWhatTheyAlwaysMeant() {
    PatternSpec reasoning = vet("reasoning-elicited-at-volume").spec();
    Sequence demands = (Sequence) reasoning.form();
    assertEquals(12, demands.steps().get(0).least());
    assertEquals(12, demands.steps().get(0).most());
    assertEquals("demand", demands.steps().get(0).name());
    assertEquals(Duration.ofHours(1), demands.within());
    assertEquals(AfterMatch.SKIP_PAST_LAST, demands.afterMatch());
    hold(reasoning, Duration.ofHours(1), 1, ActionKind.SUSPEND, 24, Map.of());
    assertEquals("reasoning-extraction", reasoning.action().reasonCode());

    PatternSpec paired = vet("paired-queries").spec();
    Sequence twins = (Sequence) paired.form();
    assertEquals(List.of("first", "swapped"), twins.steps().stream().map(s -> s.name()).toList());
    assertEquals(Duration.ofHours(24), twins.within());
    assertEquals(AfterMatch.NO_SKIP, twins.afterMatch());
    hold(
        paired,
        Duration.ofHours(6),
        16,
        ActionKind.DEGRADE,
        6,
        Map.of("strip", "logprobs,reasoning"));
    assertEquals("preference-extraction", paired.action().reasonCode());

    PatternSpec rubric = vet("rubric-grading").spec();
    assertEquals(Duration.ofHours(1), rubric.form().within());
    hold(
        rubric,
        Duration.ofHours(1),
        24,
        ActionKind.THROTTLE,
        1,
        Map.of("requests_per_minute", "2"));
    assertEquals("grading-extraction", rubric.action().reasonCode());
  }

  @Test
  void aCountIsReadWithItsWindow() {
    Tally.Count probes = (Tally.Count) vet("logit-probing").spec().form();
    assertEquals(120, probes.atLeast());
    assertEquals(Duration.ofHours(1), probes.within());
    assertEquals(Listens.ANSWERED, vet("logit-probing").spec().listens());
  }

  private static void hold(
      PatternSpec spec,
      Duration quiet,
      int actAfter,
      ActionKind kind,
      int hours,
      Map<String, String> parameters) {
    assertEquals(Listens.ASKED, spec.listens());
    assertEquals(quiet, spec.quiet());
    assertEquals(actAfter, spec.actAfter());
    assertEquals(kind, spec.action().kind());
    assertEquals(Duration.ofHours(hours), spec.action().duration());
    assertEquals(parameters, spec.action().parameters());
    assertEquals(1, spec.version());
  }

  private static Passed vet(String id) {
    for (StarterFile file : StarterBook.files()) {
      if (file.name().equals(id + ".yaml")) {
        Vetted vetted = Vettings.READER.read(file.name(), file.source());
        return assertInstanceOf(Passed.class, vetted, vetted.toString());
      }
    }
    throw new AssertionError("no " + id);
  }

  private static Map<String, PatternSpec> specs() {
    Map<String, PatternSpec> specs = new TreeMap<>();
    for (StarterFile file : StarterBook.files()) {
      PatternSpec spec = vet(file.name().replace(".yaml", "")).spec();
      specs.put(spec.id(), spec);
    }
    return specs;
  }
}
