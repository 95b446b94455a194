package io.stillwatch.cli;

import static io.stillwatch.cli.TopicScene.AT;
import static io.stillwatch.cli.TopicScene.FAR;
import static io.stillwatch.cli.TopicScene.action;
import static io.stillwatch.cli.TopicScene.campaign;
import static io.stillwatch.cli.TopicScene.finding;
import static io.stillwatch.cli.TopicScene.member;
import static io.stillwatch.cli.TopicScene.withDays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of campaigns from the topics, against a real broker in this process. */
class CampaignsVerbsTest {

  private static final String C1 = "c-1a2b3c4d5e6f";

  @TempDir private static Path folder = Path.of("");
  private static @Nullable TopicScene running;

  /** Two campaigns: one told whole, and one whose first revision was compacted away. */
  @BeforeAll
  static void writeTheScene() throws Exception {
    TopicScene scene = new TopicScene(folder);
    running = scene;
    scene.write(
        "a.",
        campaign("default", C1, 1, 2, member("ann"), member("bob")),
        withDays(campaign("default", C1, 2, 3, member("cid"))),
        campaign("acme", "c-9f8e7d6c5b4a", 7, 5, member("eve")),
        campaign("default", "c-gone", 1, 1, member("gus")),
        "default|c-gone",
        new byte[] {1, 2, 3},
        finding("fay", "accounts-acting-as-one", C1, 1, C1),
        finding("ann", "accounts-acting-as-one", C1, 9, C1),
        finding("zoe", "rubric-grading", "e", 1, null),
        action("ann", "1", ActionKind.CHALLENGE, 5, ActionState.ACTIVE, FAR, null),
        action("ann", "2", ActionKind.THROTTLE, 5, ActionState.ACTIVE, FAR, null),
        action("bob", "3", ActionKind.CHALLENGE, 5, ActionState.ACTIVE, AT.plusSeconds(99), null),
        action("cid", "4", ActionKind.CHALLENGE, 5, ActionState.ACTIVE, FAR, null),
        action("cid", "4", ActionKind.CHALLENGE, 6, ActionState.REVOKED, FAR, null),
        action("zoe", "5", ActionKind.SUSPEND, 5, ActionState.ACTIVE, FAR, null));
    scene.write(
        "b.",
        withDays(campaign("default", C1, 4, 6, member("dan"))),
        campaign("acme", C1, 1, 1, member("dan")),
        finding("fay", "accounts-acting-as-one", C1, 2, C1),
        finding("fay", "accounts-acting-as-one", C1, 3, C1),
        finding("fay", "accounts-acting-as-one", C1, 3, C1), // told again after a restart
        action("hal", "6", ActionKind.CHALLENGE, 5, ActionState.ACTIVE, FAR, C1));
    scene.write(
        "evil.", campaign("de\nfault", "c-\u001b[2J\u202e|%", 1, 1, member("ann\u009b1m\r")));
  }

  @AfterAll
  static void stopBroker() {
    scene().close();
  }

  @Test
  void campaignsAreListedTheOneLastSeenFirst() {
    Shell.Ran ran = scene().run("a.", "campaigns list");
    assertEquals(0, ran.code(), ran.err());
    assertEquals(
        """
        campaign        tenant   phase  members  exchanges at least  first seen            last seen             evidence (nats)                                 decided  actions in force
        c-9f8e7d6c5b4a  acme     OPEN   5*       not known           2026-05-28T20:26:40Z  2026-05-28T20:33:40Z  card 12.4, network 8.0, program 2.3 and 1 more  no       none
        c-1a2b3c4d5e6f  default  OPEN   3        1204                2026-05-28T20:26:40Z  2026-05-28T20:28:40Z  card 12.4, network 8.0, program 2.3 and 1 more  no       1 CHALLENGE, 1 THROTTLE

        * the topic is compacted and no longer tells every member; actions are counted for those known:
          c-9f8e7d6c5b4a: members known here: 1 of 5
        """,
        ran.out());
    assertTrue(
        ran.err().contains("skipped 1 record of a.detection.campaigns that nobody can read"),
        ran.err());
  }

  @Test
  void oneTenantIsListedAlone() {
    Shell.Ran one = scene().run("a.", "campaigns list", "--tenant", "acme");
    assertFalse(one.out().contains(C1), one.out());
    Shell.Ran none = scene().run("a.", "campaigns list", "--tenant", "other");
    assertEquals(0, none.code(), none.err());
    assertEquals("no campaigns of tenant other\n", none.out());
  }

  @Test
  void theListIsJsonForPrograms() throws IOException {
    JsonNode list = json(scene().run("a.", "campaigns list", "--output", "json")).get("campaigns");
    assertEquals(2, list.size());
    JsonNode whole = list.get(1);
    assertEquals(C1, whole.get("campaign_id").asText());
    assertEquals(3, whole.get("member_count").asInt());
    assertEquals(3, whole.get("members_known").asInt());
    assertEquals("2026-05-28T20:28:40Z", whole.get("last_at").asText());
    assertEquals("card", whole.get("evidence").get(0).get("name").asText());
    assertEquals(12.4, whole.get("evidence").get(0).get("value").asDouble());
    assertEquals(1, whole.get("members_in_force").asInt());
    assertEquals(1, whole.get("actions_in_force").get("THROTTLE").asInt());
  }

  @Test
  void membersCompactedAwayAreFoundThroughFindingsAndActions() {
    Shell.Ran ran = scene().run("b.", "campaigns show " + C1, "--tenant", "default");
    assertEquals(0, ran.code(), ran.err());
    assertEquals(
        """
        campaign    c-1a2b3c4d5e6f of tenant default
        phase       OPEN, revision 4
        seen        2026-05-28T20:26:40Z to 2026-05-28T20:30:40Z
        members     6; members known here: 3 of 6 (the topic is compacted; those missing have no finding and no action left that names the campaign)
        exchanges   at least 1204 of its members of now

        clue     nats
        card     12.4
        network  8.0
        program  2.3
        tools    1.0
        in sum   23.7

        day         members  found  exchanges at least  evidence (nats)  newest member (nats)
        2026-05-25  2        0      not known           9.5              7.3
        2026-05-28  6        5      1204                23.7             nobody joined

        member  since                    told by   reasons                        in force
        dan     2026-05-28T20:26:45Z     campaign  template 4.5 x 0.5, habit 2.0  nothing
        hal     by 2026-05-28T20:26:49Z  action    card 3.0                       CHALLENGE until 2100-01-01T00:00:00Z by rubric-grading v1
        fay     by 2026-05-28T20:28:40Z  finding   card 3.0                       nothing
        """,
        ran.out());
  }

  @Test
  void anExportHoldsWhatSpeaksForAndAgainstAndCanBeChecked() throws Exception {
    scene()
        .run(
            "b.",
            "exceptions add --account fay --until 30d --owner sales --author ana --why benchmark");
    Path out = folder.resolve("export");
    Shell.Ran ran =
        scene().run("b.", "campaigns export " + C1, "--tenant", "default", "--out", out.toString());
    assertEquals(0, ran.code(), ran.err());
    Map<String, String> sums = new TreeMap<>();
    for (String line : Files.readAllLines(out.resolve("SHA256SUMS"))) {
      sums.put(line.substring(66), line.substring(0, 64));
    }
    Map<String, String> real = new TreeMap<>();
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.filter(f -> !f.endsWith("SHA256SUMS")).toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        real.put(file.getFileName().toString(), HexFormat.of().formatHex(digest));
      }
    }
    assertEquals(real, sums);
    assertEquals(9, sums.size());
    assertEquals(0, Files.readAllLines(out.resolve("audit.jsonl")).size());
    assertEquals(3, Files.readAllLines(out.resolve("members.jsonl")).size());
    assertEquals(2, Files.readAllLines(out.resolve("findings.jsonl")).size());
    assertEquals(1, Files.readAllLines(out.resolve("actions.jsonl")).size());
    assertEquals(8, Files.readAllLines(out.resolve("timeline.jsonl")).size());
    JsonNode against = new ObjectMapper().readTree(out.resolve("against.json").toFile());
    assertEquals(3, against.get("members_whose_reasons_are_lost").asInt());
    assertTrue(against.get("exceptions").get(0).asText().contains("benchmark"));
    JsonNode agency = against.get("innocent_reasons_considered").get(2);
    assertEquals("an agency", agency.get("reason").asText());
    assertEquals(12.4 + 2.25 + 1, agency.get("explains_nats").asDouble(), 1e-6);
    assertEquals(8, agency.get("left_nats").asDouble(), 1e-6);
    String summary = Files.readString(out.resolve("summary.txt"));
    assertTrue(summary.contains("2 findings (findings.jsonl)"), summary);
    assertTrue(
        summary.contains("1 action as they stand (actions.jsonl): 1 CHALLENGE active"), summary);
    assertTrue(summary.contains("  exceptions: 1"), summary);

    Shell.Ran again =
        scene().run("b.", "campaigns export " + C1, "--tenant", "default", "--out", out.toString());
    assertEquals(1, again.code());
    assertTrue(again.err().contains("is not empty"), again.err());
  }

  @Test
  void aCampaignIsJsonForPrograms() throws IOException {
    JsonNode shown = json(scene().run("a.", "campaigns show " + C1, "--output", "json"));
    assertEquals(4, shown.get("members_known").asInt());
    assertEquals(1_204, shown.get("exchanges_at_least").asInt());
    assertEquals(
        "{\"day\":\"2026-05-25\",\"member_count\":2,\"found_count\":0,\"exchanges_at_least\":null,"
            + "\"evidence_nats\":9.5,\"newest_member_nats\":7.25}",
        shown.get("days").get(0).toString());
    assertTrue(shown.get("days").get(1).get("newest_member_nats").isNull());
    JsonNode ann = shown.get("members").get(0);
    assertEquals("ann", ann.get("account_id").asText());
    assertEquals("campaign", ann.get("told_by").asText());
    assertEquals("template", ann.get("reasons").get(0).get("name").asText());
    assertEquals(0.5, ann.get("reasons").get(0).get("weight").asDouble());
    assertEquals(2, ann.get("in_force").size());
    assertEquals("2100-01-01T00:00:00Z", ann.get("in_force").get(0).get("expires_at").asText());
    assertEquals("fay", shown.get("members").get(3).get("account_id").asText());
  }

  @Test
  void whatAnOlderEngineDidNotTellIsNotKnown() throws IOException {
    Shell.Ran ran = scene().run("a.", "campaigns show c-9f8e7d6c5b4a");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("\nexchanges   not known here: "), ran.out());
    assertTrue(ran.out().contains("\nhow it stood day by day is not told: "), ran.out());
    JsonNode json = json(scene().run("a.", "campaigns show c-9f8e7d6c5b4a", "--output", "json"));
    assertTrue(json.get("exchanges_at_least").isNull());
    assertEquals(0, json.get("days").size());
  }

  @Test
  void anUnknownIdIsAnsweredWithTheNearest() {
    for (String near : new String[] {"c-1a2b3", "c-1a2b3c4d5e6e", "1a2b3c4d5e6f"}) {
      Shell.Ran ran = scene().run("a.", "campaigns show " + near);
      assertEquals(2, ran.code(), ran.err());
      assertEquals("", ran.out());
      assertTrue(ran.err().contains("; did you mean " + C1 + "?"), ran.err());
    }
    Shell.Ran far = scene().run("a.", "campaigns show nothing-like-it");
    assertEquals(2, far.code());
    assertTrue(far.err().contains("'stillwatch campaigns list' tells which there are"), far.err());
    Shell.Ran gone = scene().run("a.", "campaigns show c-gone");
    assertEquals(2, gone.code(), gone.out());
  }

  @Test
  void anIdOfSeveralTenantsNeedsTheTenant() {
    Shell.Ran ran = scene().run("b.", "campaigns show " + C1);
    assertEquals(1, ran.code());
    assertTrue(ran.err().contains("say which with --tenant"), ran.err());
  }

  @Test
  void aTopicThatIsNotThereIsNamed() {
    for (String verb : new String[] {"campaigns list", "campaigns show x"}) {
      Shell.Ran ran = scene().run("none.", verb);
      assertEquals(1, ran.code());
      assertEquals(1, ran.errLines().size(), ran.err());
      assertTrue(ran.err().contains("there is no topic none.detection.campaigns"), ran.err());
      assertTrue(ran.err().contains("stillwatch topics create"), ran.err());
    }
  }

  @Test
  void whatWouldSteerATerminalIsShownAsItsEscape() throws IOException {
    String id = "c-\u001b[2J\u202e|%";
    Shell.Ran list = scene().run("evil.", "campaigns list");
    assertTrue(list.out().contains("c-\\u001b[2J\\u202e|%"), list.out());
    assertTrue(list.out().contains("de\\u000afault"), list.out());
    Shell.Ran show = scene().run("evil.", "campaigns show", id);
    assertTrue(show.out().contains("ann\\u009b1m\\u000d"), show.out());
    Shell.Ran unknown = scene().run("evil.", "campaigns show", id + "\u0007");
    assertTrue(unknown.err().contains("did you mean c-\\u001b[2J"), unknown.err());
    Shell.Ran json = scene().run("evil.", "campaigns show", id, "--output", "json");
    assertEquals(id, json(json).get("campaign_id").asText());
    for (Shell.Ran ran : new Shell.Ran[] {list, show, unknown, json}) {
      String all = ran.out() + ran.err();
      assertTrue(all.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7F)), all);
    }
  }

  private static JsonNode json(Shell.Ran ran) throws IOException {
    assertEquals(0, ran.code(), ran.err());
    return new ObjectMapper().readTree(ran.out());
  }

  private static TopicScene scene() {
    TopicScene scene = running;
    if (scene == null) {
      throw new IllegalStateException("the broker did not start");
    }
    return scene;
  }
}
