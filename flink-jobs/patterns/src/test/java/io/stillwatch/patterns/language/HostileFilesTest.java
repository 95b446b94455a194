package io.stillwatch.patterns.language;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.language.Vetted.Refused;
import io.stillwatch.schemas.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Files that mean harm, make no sense or come from another world: every one is refused, quickly,
 * and with the reason at its place, and what means harm again by a book that finds it on its topic.
 *
 * <p>{@code expected.txt} holds what is said of each; what is said now is written to {@code
 * target/hostile-files.txt}.
 */
class HostileFilesTest {

  private static final long VETTING_MS_MAX = 250;

  private static final Path FOLDER =
      Path.of("src/test/resources/io/stillwatch/patterns/language/hostile");

  private final Vetting vetting = Vettings.with((spec, events) -> List.of());

  @Test
  void everyFileIsRefusedForItsOwnReasonAtItsPlace() throws IOException {
    StringBuilder told = new StringBuilder();
    int files = 0;
    for (Map.Entry<String, byte[]> file : files().entrySet()) {
      files++;
      Vetted vetted = vetting.vet(file.getKey(), file.getValue());
      Refused refused = assertInstanceOf(Refused.class, vetted, file.getKey());
      for (Problem problem : refused.problems()) {
        told.append(problem).append('\n');
        assertTrue(problem.line() >= 1 && problem.column() >= 1, problem.toString());
      }
      assertTrue(!refused.problems().isEmpty(), file.getKey());
    }
    assertTrue(files >= 60, "only " + files + " files");
    Files.writeString(Path.of("target/hostile-files.txt"), told);
    assertEquals(Files.readString(FOLDER.resolve("expected.txt")), told.toString());
  }

  /** Whoever can write to the topic can go by publishing, so that a task asks again. */
  @Test
  void noneChangesTheBookThatIsLiveAndEachIsNamedAmongItsRefusals() throws IOException {
    String attacked = "rubric-grading";
    PatternBook live = StarterBook.book().promoted(Mode.ENFORCE);
    Map<String, byte[]> files = files();
    files.putAll(BigFiles.all());
    List<String> harmlessAsText = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      // Rows hold text: what is no UTF-8 has become another character by then.
      String text = new String(file.getValue(), StandardCharsets.UTF_8);
      PatternBook after =
          live.with(new BookRow.Revision(PatternBook.ALL_TENANTS, attacked, 2, text));
      String told = "it says that it is hostile version 1, its key says rubric-grading version 2";
      if (Vettings.READER.read(attacked, text) instanceof Refused refused) {
        told = refused.problems().stream().map(Problem::toString).collect(joining("; "));
      } else {
        harmlessAsText.add(file.getKey());
      }
      assertEquals(Map.of(attacked + "@2", told), after.refusals(), file.getKey());
      assertEquals(live.hash(), after.hash(), file.getKey());
      assertEquals(live.of("acme").entries(), after.of("acme").entries(), file.getKey());
      assertEquals(live.of("acme").campaigns(), after.of("acme").campaigns(), file.getKey());
    }
    assertEquals(
        List.of(
            "bad-utf8-cut.yaml",
            "bad-utf8-overlong.yaml",
            "bad-utf8-surrogate.yaml",
            "bad-utf8.yaml",
            // What makes no sense does no harm; a release before may have let it through.
            "condition-contradicts-itself.yaml",
            "condition-in-and-not-in.yaml",
            "condition-of-two-models-at-once.yaml",
            "condition-that-never-fails.yaml",
            "negative-that-bars-the-next.yaml",
            "negative-that-bars-twice.yaml",
            "share-of-none.yaml",
            "step-behind-the-end.yaml"),
        harmlessAsText);
  }

  @Test
  void noneTakesLongerThanAQuarterOfASecond() throws IOException {
    Map<String, byte[]> files = files();
    files.putAll(BigFiles.all());
    for (int warmUp = 0; warmUp < 2; warmUp++) {
      files.forEach(vetting::vet);
    }
    long worst = 0;
    List<String> slow = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      long ms = OwnTime.leastMs(3, () -> vetting.vet(file.getKey(), file.getValue()));
      worst = Math.max(worst, ms);
      if (ms > VETTING_MS_MAX) {
        slow.add(file.getKey() + " " + ms + " ms");
      }
    }
    assertEquals(List.of(), slow, "the slowest took " + worst + " ms");
  }

  @Test
  void filesThatAreMerelyBigAreRefusedToo() {
    BigFiles.all()
        .forEach(
            (name, source) -> {
              Refused refused = assertInstanceOf(Refused.class, vetting.vet(name, source), name);
              Problem first = refused.problems().get(0);
              assertTrue(first.line() >= 1 && first.column() >= 1, first.toString());
            });
  }

  @Test
  void everyCutOffStarterFileIsRefusedOrRead() {
    // Whatever an upload that broke off leaves behind, nothing is thrown.
    for (StarterBook.StarterFile file : StarterBook.files()) {
      byte[] whole = file.source().getBytes(StandardCharsets.UTF_8);
      for (int length = 0; length < whole.length; length += 97) {
        vetting.vet(file.name(), Arrays.copyOf(whole, length));
      }
    }
  }

  @Test
  void noChangedByteMakesItThrow() {
    byte[] strange = {
      0, '\t', '\n', ' ', '"', '&', '*', '!', '{', '[', '|', '%', '-', ':', '9', -1
    };
    for (StarterBook.StarterFile file : StarterBook.files()) {
      byte[] whole = file.source().getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < whole.length; i += 151) {
        byte was = whole[i];
        whole[i] = strange[i % strange.length];
        vetting.vet(file.name(), whole);
        whole[i] = was;
      }
    }
  }

  private static Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (Stream<Path> paths = Files.list(FOLDER)) {
      for (Path path : paths.filter(p -> p.toString().endsWith(".yaml")).sorted().toList()) {
        files.put(path.getFileName().toString(), Files.readAllBytes(path));
      }
    }
    return files;
  }
}
