package io.stillwatch.cli;

import static io.stillwatch.cli.TopicScene.AT;
import static io.stillwatch.cli.TopicScene.FAR;
import static io.stillwatch.cli.TopicScene.action;
import static io.stillwatch.cli.TopicScene.campaign;
import static io.stillwatch.cli.TopicScene.finding;
import static io.stillwatch.cli.TopicScene.member;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of an account from the topics, against a real broker in this process. */
class AccountsShowTest {

  private static final String EVIL = "ev\u001b[31mil\u202e";

  @TempDir private static Path folder = Path.of("");
  private static @Nullable TopicScene running;

  @BeforeAll
  static void writeTheScene() throws Exception {
    TopicScene scene = new TopicScene(folder);
    running = scene;
    scene.write(
        "a.",
        campaign("default", "c-1", 1, 2, member("ann"), member("bob")),
        campaign("default", "c-2", 1, 3, member("bob")),
        finding("ann", "rubric-grading", "e1", 1, null),
        withCounters(finding("ann", "rubric-grading", "e1", 2, null)),
        finding("ann", "accounts-acting-as-one", "c-2", 3, "c-2"),
        finding("bob", "rubric-grading", "e9", 1, null),
        finding(EVIL, "rubric-grading", "e\r\n", 1, null),
        action("ann", "1", ActionKind.CHALLENGE, 4, ActionState.ACTIVE, AT.plusSeconds(60), null),
        action("ann", "2", ActionKind.CHALLENGE, 5, ActionState.ACTIVE, FAR, "c-2"),
        action("ann", "3", ActionKind.THROTTLE, 6, ActionState.REVOKED, FAR, null),
        action("bob", "4", ActionKind.SUSPEND, 5, ActionState.ACTIVE, FAR, null));
  }

  private static Finding withCounters(Finding finding) {
    Map<String, Double> counters = Map.of("exchanges_day", 40.5, "distinct_prompts", 35.0);
    finding.setEvidence(Evidence.newBuilder(finding.getEvidence()).setProfile(counters).build());
    return finding;
  }

  @AfterAll
  static void stopBroker() {
    scene().close();
  }

  @Test
  void anAccountIsToldWhole() {
    Shell.Ran ran = scene().run("a.", "accounts show ann");
    assertEquals(0, ran.code(), ran.err());
    assertEquals(
        """
        account ann

        findings (kept by time only: older ones are gone)
          pattern                    tenant   mode    matches  first                 last                  asks for     episode
          accounts-acting-as-one v1  default  SHADOW  9        2026-05-28T20:29:40Z  2026-05-28T20:29:40Z  nothing yet  c-2
          rubric-grading v1          default  SHADOW  6        2026-05-28T20:27:40Z  2026-05-28T20:28:40Z  nothing yet  e1

        profile as of 2026-05-28T20:28:40Z, tenant default, told by a finding of rubric-grading
          counter           value
          distinct_prompts  35.0
          exchanges_day     40.5
          not known here: live matches, tallies, links and what came since: only the job's state holds them

        actions in force
          kind       tenant   state   from                  until                 by                 campaign  reference
          CHALLENGE  default  ACTIVE  2026-05-28T20:26:49Z  2100-01-01T00:00:00Z  rubric-grading v1  c-2       SW-2

        actions past (the topic is compacted and may tell only the last of each kind)
          kind       tenant   state    from                  until                 by                 campaign  reference
          CHALLENGE  default  ACTIVE   2026-05-28T20:26:49Z  2026-05-28T20:27:40Z  rubric-grading v1  -         SW-1
          THROTTLE   default  REVOKED  2026-05-28T20:26:49Z  2100-01-01T00:00:00Z  rubric-grading v1  -         SW-3

        exceptions that cover it now, as far as its records tell
          none

        verdicts on its actions
          none

        campaigns
          campaign  tenant   phase  since                    told by   reasons
          c-1       default  OPEN   2026-05-28T20:26:45Z     campaign  template 4.5 x 0.5, habit 2.0
          c-2       default  OPEN   by 2026-05-28T20:29:40Z  finding   card 3.0
        """,
        ran.out());
  }

  @Test
  void anAccountIsJsonForPrograms() throws Exception {
    Shell.Ran ran = scene().run("a.", "accounts show ann", "--output", "json");
    assertEquals(0, ran.code(), ran.err());
    JsonNode told = new ObjectMapper().readTree(ran.out());
    assertTrue(told.get("known").asBoolean());
    assertEquals(2, told.get("findings").size());
    JsonNode episode = told.get("findings").get(1);
    assertEquals(6, episode.get("matches").asInt());
    assertEquals("2026-05-28T20:27:40Z", episode.get("first_at").asText());
    assertTrue(episode.get("requested").isNull());
    assertEquals(40.5, told.get("profile").get("counters").get("exchanges_day").asDouble());
    assertEquals("2026-05-28T20:28:40Z", told.get("profile").get("as_of").asText());
    assertEquals("2", told.get("in_force").get(0).get("action_id").asText());
    assertEquals(2, told.get("past").size());
    assertEquals("c-2", told.get("campaigns").get(1).get("campaign_id").asText());
    assertEquals("finding", told.get("campaigns").get(1).get("told_by").asText());
  }

  @Test
  void whatLetsAnAccountThroughAndWhatWasFoundOfItsActionsIsTold() throws Exception {
    String card = "card:00000000000000ab";
    Finding found = finding("cyd", "rubric-grading", "e1", 1, null);
    found.setOrganizationId("o-88");
    found.setLinks(List.of(card));
    TopicScene scene = scene();
    scene.write(
        "w.",
        campaign("default", "c-1", 1, 1, member("cyd")),
        campaign("default", "c-2", 1, 1, member("dan")),
        found,
        action("cyd", "7", ActionKind.CHALLENGE, 4, ActionState.ACTIVE, FAR, null),
        action("dan", "8", ActionKind.CHALLENGE, 4, ActionState.ACTIVE, FAR, null));
    List.of(
            "--account cyd",
            "--organization o-88",
            "--link " + card,
            "--campaign c-1",
            "--account dan",
            "--organization o-9",
            "--campaign c-2",
            "--account cyd --tenant acme")
        .forEach(AccountsShowTest::except);
    Shell.Ran gone = except("--account cyd");
    String removed = gone.out().split(":", 2)[0];
    scene.run("w.", "exceptions remove " + removed + " --why over --author eve");
    scene.run("w.", "verdicts add 7 --false-positive --author eve", "--why", "their benchmark");
    scene.run("w.", "verdicts add 8 --confirmed --author eve --why x");

    String[] asked = {"--tenant", "default", "--output", "json"};
    JsonNode told = new ObjectMapper().readTree(scene.run("w.", "accounts show cyd", asked).out());
    List<String> subjects = new ArrayList<>();
    told.get("exceptions").forEach(one -> subjects.add(one.get("subject").asText()));
    assertEquals(List.of("cyd", "o-88", card, "c-1"), subjects);
    assertEquals("sales", told.get("exceptions").get(0).get("owner").asText());
    assertEquals(1, told.get("verdicts").size());
    assertEquals("FALSE_POSITIVE", told.get("verdicts").get(0).get("verdict").asText());
    assertEquals(
        5,
        new ObjectMapper()
            .readTree(scene.run("w.", "accounts show cyd", "--output", "json").out())
            .get("exceptions")
            .size());
    String text = scene.run("w.", "accounts show cyd").out();
    assertTrue(text.contains("organization o-88 "), text);
    assertTrue(text.contains("their benchmark"), text);
    Shell.Ran only = scene.run("w.", "accounts show nobody-yet");
    assertEquals(2, only.code());
    except("--account nobody-yet");
    assertEquals(0, scene.run("w.", "accounts show nobody-yet").code(), "it is let through");
  }

  private static Shell.Ran except(String subject) {
    Shell.Ran ran =
        scene()
            .run(
                "w.",
                "exceptions add " + subject + " --until 9d --owner sales --author eve",
                "--why",
                "red team");
    assertEquals(0, ran.code(), ran.err());
    return ran;
  }

  @Test
  void anAccountWhoseCountersNobodyTellsIsSaidSo() {
    Shell.Ran ran = scene().run("a.", "accounts show bob");
    assertTrue(
        ran.out().contains("profile\n  not known here: no finding tells of it\n"), ran.out());
  }

  @Test
  void anAccountOfWhichNothingIsKnownIsSaidSo() {
    for (String[] asked : new String[][] {{"nobody"}, {"ann", "--tenant", "acme"}}) {
      String[] more = asked.length == 1 ? new String[0] : new String[] {asked[1], asked[2]};
      Shell.Ran ran = scene().run("a.", "accounts show " + asked[0], more);
      assertEquals(2, ran.code(), ran.err());
      assertEquals(
          "account "
              + asked[0]
              + " is not known here: no finding, no action, no campaign (findings are kept by time"
              + " only: older ones are gone)\n",
          ran.out());
    }
  }

  @Test
  void aTopicThatIsNotThereIsNamed() {
    Shell.Ran ran = scene().run("none.", "accounts show ann");
    assertEquals(1, ran.code());
    assertTrue(ran.err().contains("there is no topic none.detection.campaigns"), ran.err());
  }

  @Test
  void whatWouldSteerATerminalIsShownAsItsEscape() {
    Shell.Ran ran = scene().run("a.", "accounts show", EVIL);
    assertTrue(ran.out().startsWith("account ev\\u001b[31mil\\u202e\n"), ran.out());
    assertTrue(ran.out().contains("e\\u000d\\u000a\n"), ran.out());
    assertFalse(ran.out().contains("\u001b"), ran.out());
  }

  private static TopicScene scene() {
    TopicScene scene = running;
    if (scene == null) {
      throw new IllegalStateException("the broker did not start");
    }
    return scene;
  }
}
