package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {

  @TempDir private Path folder = Path.of("");

  /** Ten lines of a gateway's access log: two probes, one without account, one twice. */
  private Path accessLog() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      lines.add(
          "{\"start_time\":\"2026-05-28T20:26:0"
              + i
              + "Z\",\"duration\":20,\"response_code\":200,\"x-request-id\":\"r-"
              + Math.min(i, 8)
              + "\""
              + (i < 2 ? "" : ",\"gen_ai.request.model\":\"m\",\"gen_ai.usage.input_tokens\":7")
              + (i == 2 ? "" : ",\"enduser.id\":\"a-7\"")
              + "}");
    }
    return Files.write(folder.resolve("access.jsonl"), lines);
  }

  @Test
  void itSaysWhatArrivesWhatIsRefusedAndWhatIsBlindForWantOfIt() throws IOException {
    Shell.Ran ran = Shell.run("doctor", "--events", accessLog().toString());
    assertEquals(0, ran.code(), ran.err());
    String out = ran.out();
    assertTrue(out.contains("records     10: 10 envoy"), out);
    assertTrue(out.contains("7 accepted, 3 rejected"), out);
    assertTrue(out.contains("2 NO_EXCHANGE; the first: line 1: "), out);
    assertTrue(out.contains("1 NO_ACCOUNT; the first: line 3, account_id: "), out);
    assertTrue(out.contains("account     87.5 % of them carry one"), out);
    assertTrue(out.contains("duplicates  1"), out);
    assertTrue(out.matches("(?s).*\ninput_tokens +100.0 %\n.*"), out);
    assertTrue(out.matches("(?s).*\nnever: .*prompt_text.*"), out);
    assertTrue(
        out.matches("(?s).*\nreasoning-elicited-at-volume +blind +features, prompt_text\n.*"), out);
    assertTrue(out.matches("(?s).*\ntiny_verdict +blind +output_tokens\n.*"), out);
    assertTrue(out.matches("(?s).*\noutput_tokens +events +AIGatewayRoute.llmRequestCosts.*"), out);
  }

  @Test
  void jsonSaysTheSame() throws IOException {
    Shell.Ran ran = Shell.run("doctor", "--events", accessLog().toString(), "--output", "json");
    assertEquals(0, ran.code(), ran.err());
    assertEquals(1, ran.out().lines().count());
    assertTrue(
        ran.out().contains("\"accepted\":7,\"rejected\":{\"NO_EXCHANGE\":2,\"NO_ACCOUNT\":1}"),
        ran.out());
    assertTrue(ran.out().contains("\"share_with_account\":0.875"), ran.out());
    assertTrue(
        ran.out().contains("{\"name\":\"logit-probing\",\"sight\":\"blind\",\"missing\":["),
        ran.out());
  }

  /** A gateway's line and its server's span, and a span of which nobody says whose it is. */
  @Test
  void whatIsJoinedHasTheFieldsOfBoth() throws IOException {
    String trace = "0af7651916cd43dd8448eb211c80319";
    String span =
        "{\"context\":{\"trace_id\":\"%s\",\"span_id\":\"00f067aa0ba902b7\"},"
            + "\"parent_id\":\"b7ad6b7169203331\",\"end_time\":\"2026-05-28T20:26:04Z\","
            + "\"attributes\":{\"gen_ai.usage.completion_tokens\":340}}";
    Path file =
        Files.write(
            folder.resolve("both.jsonl"),
            List.of(
                "{\"start_time\":\"2026-05-28T20:26:05Z\",\"x-request-id\":\"r-1\",\"enduser.id\":\"a-7\","
                    + "\"gen_ai.request.model\":\"m\",\"traceparent\":\"00-"
                    + trace
                    + "a-b7ad6b7169203331-01\"}",
                span.formatted(trace + "a"),
                span.formatted(trace + "b")));
    Shell.Ran ran = Shell.run("doctor", "--events", file.toString(), "--join");
    assertEquals(0, ran.code(), ran.err());
    String out = ran.out();
    assertTrue(out.contains("2 accepted, 1 rejected; 1 of the accepted got their account"), out);
    assertTrue(out.contains("1 NO_PARTNER\n"), out);
    assertTrue(out.matches("(?s).*\noutput_tokens +100.0 %\n.*"), out);
    Shell.Ran replayed =
        Shell.run(
            "replay",
            "--events",
            file.toString(),
            "--join",
            "--actions-out",
            folder.resolve("actions.jsonl").toString());
    assertEquals(0, replayed.code(), replayed.err());
    assertTrue((replayed.out() + replayed.err()).contains("1: 1 NO_PARTNER"), replayed.out());
  }

  @Test
  void aTraceThatIsExportedWhileItGrowsIsWarnedOf() throws IOException {
    String first =
        "{\"id\":\"g1\",\"traceId\":\"t\",\"type\":\"GENERATION\",\"startTime\":1780000006,"
            + "\"metadata\":{\"user_api_key_hash\":\"k\"}}";
    String trace = "{\"trace\":{\"id\":\"t\"},\"observations\":[%s]}";
    String once = trace.formatted(first);
    String grown = trace.formatted(first + "," + first.replace("g1", "g2"));
    Path growing = Files.write(folder.resolve("growing.jsonl"), List.of(once, grown));
    Shell.Ran ran = Shell.run("doctor", "--events", growing.toString());
    assertTrue(
        ran.out().contains("duplicates  1\n              export a trace once, when"), ran.out());
    Shell.Ran json = Shell.run("doctor", "--events", growing.toString(), "--output", "json");
    assertTrue(json.out().contains("\"duplicates_advice\":\"export a trace once"), json.out());
    Path finished = Files.write(folder.resolve("finished.jsonl"), List.of(grown));
    assertFalse(Shell.run("doctor", "--events", finished.toString()).out().contains("export"));
  }

  @Test
  void aFileOfWhichNothingCanBeUsedFailsTheCheck() throws IOException {
    Path notes = Files.writeString(folder.resolve("notes"), "no event\n");
    Shell.Ran ran = Shell.run("doctor", "--events", notes.toString());
    assertEquals(2, ran.code(), ran.err());
    assertTrue(ran.out().contains("1 UNKNOWN_FORMAT; the first: line 1"), ran.out());
  }

  @Test
  void oneOfTwoPlacesHasToBeNamed() {
    Shell.Ran ran = Shell.run("doctor");
    assertEquals(1, ran.code());
    assertTrue(ran.err().contains("either --events FILE or --bootstrap-servers"), ran.err());
    assertEquals(1, Shell.run("doctor", "--events", "nowhere.jsonl").code());
  }
}
