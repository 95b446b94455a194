package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command line as a whole: help everywhere, and one clear line with the right exit code for
 * wrong use.
 */
class StillwatchTest {

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "demo ",
        "run ",
        "serve-envoy ",
        "sidecar ",
        "replay ",
        "topics ",
        "topics create ",
        "actions ",
        "actions watch ",
        "actions list ",
        "actions show ",
        "actions revoke ",
        "exceptions ",
        "exceptions add ",
        "exceptions list ",
        "exceptions remove ",
        "enforcement ",
        "enforcement status ",
        "enforcement freeze ",
        "enforcement resume ",
        "enforcement release ",
        "verdicts ",
        "verdicts add ",
        "patterns ",
        "patterns list ",
        "patterns promote ",
        "patterns vet ",
        "patterns test ",
        "patterns explain ",
        "patterns backtest ",
        "patterns publish ",
        "patterns rollback ",
        "patterns show ",
        "patterns schema ",
        "checkpoints ",
        "checkpoints list ",
        "checkpoints guard ",
        "campaigns ",
        "campaigns list ",
        "campaigns show ",
        "campaigns approve ",
        "campaigns dismiss ",
        "accounts ",
        "accounts show ",
      })
  void everyVerbHasHelp(String verb) {
    Shell.Ran ran = Shell.run((verb + "--help").split(" "));
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().startsWith("Usage: stillwatch " + verb.strip()), ran.out());
    assertEquals("", ran.err());
  }

  @Test
  void theVersionIsToldOnStandardOutput() {
    Shell.Ran ran = Shell.run("--version");
    assertEquals(0, ran.code());
    assertTrue(ran.out().startsWith("stillwatch "), ran.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "tpics create                                     | unknown verb 'tpics'; did you mean topics",
        "topics crate                                     | unknown verb 'crate'; did you mean create",
        "topics                                           | a verb is missing: create",
        "topics create                                    | --bootstrap-servers",
        "topics create --bootstrap-server localhost:1     | did you mean --bootstrap-servers",
        "topics create --bootstrap-servers nowhere        | write host:port",
        "topics create --bootstrap-servers localhost:70000| write host:port",
        "demo --duration abc                              | 'abc' is not a duration; write for example 60s",
        "demo --duration 5s                               | at least 15000 events",
        "demo --rate 0                                    | change --rate or --duration",
        "demo --parallelism 0                             | --parallelism is 0",
        "demo --engine foo                                | --engine: 'foo' must be one of packed, flink-cep",
        "demo --data-dir /proc/no                         | choose another --data-dir",
        "verdicts add x --why y --bootstrap-servers localhost:1 | add: Missing required option, one of: '--confirmed', '--false-positive'. See",
        "exceptions add --until 1h --owner o --why y --bootstrap-servers localhost:1 | add: Missing required option, one of: '--account=ID', '--organization=ID',",
        "verdicts add x --confirmed --false-positive --why y --bootstrap-servers k:1 | add: --confirmed, --false-positive are mutually exclusive (specify only one). See",
        "patterns list --topic-prefix a.                  | list: Missing required option: '--bootstrap-servers=HOST:PORT'. See",
        "patterns list --bootstrap-servers k:1 --bootstrap-servers k:2 | list: option '--bootstrap-servers' should be specified only once. See",
        "patterns list --bootstrap-servers=k:1 --topic-prefix=a --topic-prefix=b | list: option '--topic-prefix' should be specified only once. See",
        "actions list --bootstrap-servers k:1 --tenant a --tenant b | list: option '--tenant' (NAME) should be specified only once. See",
        "demo --raet 5                                    | unknown option '--raet'; did you mean --rate",
        "run                                              | --bootstrap-servers",
        "run --bootstrap-servers localhost:1 --parallelism 1000 | from 0 to 128",
        "run --bootstrap-servers localhost:1 --config /no/such.properties | cannot read /no/such.properties",
        "run --bootstrap-servers LISTENING --data-dir /proc/no | choose another --data-dir",
        "run --bootstrap-servers LISTENING --data-dir /proc/version | it is a file and no folder; choose another --data-dir",
        "serve-envoy --bootstrap-servers k:1 --config /no | there is no such file",
        "sidecar --bootstrap-servers k:1 --config /no | there is no such file",
        "replay --events e --actions-out a --mode maybe   | expected one of",
        "topics create --bootstrap-servers localhost:1 --partitions 0 | --partitions is 0",
        "topics create --bootstrap-servers localhost:1 --topic-prefix a/b | --topic-prefix",
        "actions watch --bootstrap-servers localhost:1 --output xml | expected one of",
        "actions watch --bootstrap-servers no.such.invalid:9092 | not a known host",
        "campaigns                                        | a verb is missing: list, show",
        "accounts show --bootstrap-servers localhost:1    | Missing required parameter: 'ACCOUNT'",
        "campaigns show --bootstrap-servers localhost:1   | Missing required parameter: 'ID'",
        "campaigns list --bootstrap-servers localhost:1 --output xml | expected one of",
        "checkpoints guard --checkpoints c --job-manager http://localhost:1 --deployment d | write NAMESPACE/NAME",
        "checkpoints guard --checkpoints c --job-manager http://localhost:1 --deployment n/d | name the API server with --kubernetes",
        "patterns vet /no/such.yaml                       | cannot read /no/such.yaml",
        "patterns explain rubric-grading --account a      | either --events FILE or --since TIME",
        "patterns explain rubric-grading --account a --since 1h | give --bootstrap-servers too",
        "patterns rollback x --yes --why y --bootstrap-servers localhost:1 | --yes belongs to --revoke-actions",
        "patterns promote x --to enforce --share 2 --why y --bootstrap-servers localhost:1 | --share is 2.0",
        "patterns promote rubric-grading --to maybe --why x --bootstrap-servers localhost:1 | expected one of",
        "patterns promote rubric-grading --to enforce --bootstrap-servers localhost:1 | --why",
      })
  void wrongUseIsOneLineThatSaysWhatToDo(String line, String says) throws IOException {
    // Takes connections and answers nothing.
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + listening.getLocalPort();
      Shell.Ran ran = Shell.run(line.strip().replace("LISTENING", address).split(" "));
      assertEquals(1, ran.code(), ran.err());
      assertEquals(1, ran.errLines().size(), ran.err());
      assertTrue(ran.err().contains(says.strip()), ran.err());
      assertEquals("", ran.out());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "patterns show no-such                           | there are accounts-acting-as-one",
        "patterns show rubric-gradng                     | did you mean rubric-grading?",
        "patterns explain no-such --events e --account a | there is no file and no pattern 'no-such'",
      })
  void whatIsNotThereIsNoWrongUse(String line, String says) {
    Shell.Ran ran = Shell.run(line.strip().split(" "));
    assertEquals(2, ran.code(), ran.err());
    assertEquals(1, ran.errLines().size(), ran.err());
    assertTrue(ran.err().contains(says.strip()), ran.err());
    assertEquals("", ran.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"topics create", "actions watch", "patterns list", "campaigns list", "run"})
  void aBrokerThatIsAwayIsNamed(String verb) throws IOException {
    // Bound, so that nobody else gets it meanwhile, and nobody listens.
    try (Socket away = new Socket()) {
      away.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String address = "localhost:" + away.getLocalPort();
      Shell.Ran ran = Shell.run((verb + " --bootstrap-servers " + address).split(" "));
      assertEquals(1, ran.code());
      assertEquals(1, ran.errLines().size(), ran.err());
      assertTrue(ran.err().contains(address), ran.err());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "topics create",
        "actions list",
        "campaigns list",
        "doctor",
        "enforcement freeze --tenant t --why x",
        "patterns list"
      })
  void aBrokerThatTakesConnectionsAndSaysNothingIsNamed(String verb) throws IOException {
    Path impatient =
        Files.writeString(folder.resolve("impatient"), "kafka.default.api.timeout.ms=1000");
    List<String> said =
        saysNothing(verb + " --config " + impatient, "within 1 s", Duration.ofSeconds(10));
    assertEquals(1, said.size(), said::toString);
  }

  @Test
  void nobodyWaitsLongForTheFirstAnswer() throws IOException {
    for (String verb : List.of("enforcement status", "patterns list")) {
      List<String> said = saysNothing(verb, "within 10 s", Duration.ofSeconds(18));
      assertEquals(2, said.size(), said::toString);
      assertTrue(said.get(0).startsWith("waiting for an answer of Kafka at 127.0.0.1:"));
    }
  }

  private static List<String> saysNothing(String verb, String says, Duration most)
      throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + silent.getLocalPort();
      Shell.Ran ran =
          assertTimeout(
              most, () -> Shell.run((verb + " --bootstrap-servers " + address).split(" ", -1)));
      assertEquals(1, ran.code());
      assertTrue(
          ran.err().contains(address + " takes connections, but does not answer"), ran.err());
      assertTrue(ran.err().contains(says), ran.err());
      return ran.errLines();
    }
  }

  @Test
  void theStackTraceIsForThoseWhoAsk() {
    Shell.Ran quiet = Shell.run("topics", "create", "--bootstrap-servers", "localhost:1");
    assertFalse(quiet.err().contains("\tat "), quiet.err());
    Shell.Ran asked =
        Shell.run(
            Map.of("STILLWATCH_DEBUG", "1"),
            "topics",
            "create",
            "--bootstrap-servers",
            "localhost:1");
    assertTrue(asked.err().contains("\tat "), asked.err());
  }

  @Test
  void noColourIsWrittenWhereThereIsNoTerminal() {
    assertFalse(Shell.run("--help").out().contains("\u001b"));
  }

  @Test
  void thePatternsAreListedInTwoLinesEachAndProgramsHearWhatTheyMiss() {
    Shell.Ran ran = Shell.run("patterns", "list");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("rubric-grading"), ran.out());
    assertFalse(ran.out().contains("blind spots: "), ran.out());
    assertTrue(Shell.run("patterns", "list", "--output", "json").out().contains("blind_spots"));
  }
}
