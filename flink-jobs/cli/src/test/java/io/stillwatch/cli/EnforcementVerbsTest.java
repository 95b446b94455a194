package io.stillwatch.cli;

import static io.stillwatch.cli.TopicScene.AT;
import static io.stillwatch.cli.TopicScene.FAR;
import static io.stillwatch.cli.TopicScene.action;
import static io.stillwatch.cli.TopicScene.campaign;
import static io.stillwatch.cli.TopicScene.finding;
import static io.stillwatch.cli.TopicScene.member;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stillwatch.intake.Outcome;
import io.stillwatch.jobs.AuditTopic;
import io.stillwatch.jobs.Driver;
import io.stillwatch.jobs.FeedbackTopic;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.Topics;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkName;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.AuditEntry;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.CampaignMember;
import io.stillwatch.schemas.CampaignPhase;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Merger;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.StatusReport;
import io.stillwatch.signals.HashKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What humans do about enforcement, on a real broker in this process and with no engine. */
@Order(1)
class EnforcementVerbsTest {

  private static final String C1 = "c-1a2b3c4d5e6f";

  @TempDir private static Path folder = Path.of("");
  private static @Nullable TopicScene running;
  private static int prefixes;

  private final String prefix = "p" + prefixes++ + ".";

  @BeforeAll
  static void startBroker() throws Exception {
    running = new TopicScene(folder);
  }

  @AfterAll
  static void stopBroker() {
    scene().close();
  }

  @Test
  void anExceptionLetsSomebodyThroughUntilItIsRemovedAndNothingComesBack() throws Exception {
    scene().write(prefix, of("ann", "1"), of("bob", "2"));
    Shell.Ran added =
        signed("exceptions add", "--account", "ann", "--until", "7d", "--owner", "sales");
    assertEquals(0, added.code(), added.err());
    assertEquals(List.of("bob"), inForce());

    JsonNode list = json(run("exceptions list", "--output", "json")).get("exceptions");
    assertEquals(1, list.size());
    assertEquals("ACCOUNT", list.get(0).get("scope").asText());
    assertEquals("sales", list.get(0).get("owner").asText());
    String id = list.get(0).get("id").asText();
    assertTrue(added.out().startsWith(id + ": account ann of tenant default"), added.out());

    assertEquals(0, signed("exceptions remove " + id).code());
    assertEquals("no exceptions hold\n", run("exceptions list").out());
    assertTrue(run("exceptions list", "--all").out().contains(id));
    assertEquals(List.of("bob"), inForce(), "what it ended stays ended");
    Shell.Ran again = signed("exceptions remove " + id);
    assertEquals(2, again.code());
    assertTrue(again.err().contains("'stillwatch exceptions list' tells which do"), again.err());
    assertEquals(
        List.of("exception until", "remove exception " + id),
        audit().stream().map(entry -> entry.getAct().replaceAll(" 2.*Z$", "")).toList());
    assertEquals("eve", audit().get(0).getAuthor());
  }

  @Test
  void anExceptionNeedsAnEndThatIsToCome() throws Exception {
    scene().write(prefix);
    for (String end : List.of("0s", "2020-01-01", "nonsense", "9999d")) {
      Shell.Ran ran = signed("exceptions add", "--account", "a", "--until", end, "--owner", "o");
      assertEquals(1, ran.code(), end + ran.out());
      assertTrue(ran.err().contains("--until"), ran.err());
    }
    Shell.Ran none = signed("exceptions add", "--account", "a", "--owner", "o");
    assertTrue(none.err().contains("--until"), none.err());
    Shell.Ran two =
        signed(
            "exceptions add",
            "--account",
            "a",
            "--link",
            "card:1",
            "--until",
            "1h",
            "--owner",
            "o");
    assertEquals(1, two.code(), two.out());
  }

  @Test
  void actionsAreRevokedOnlyAfterTheyWereShown() throws Exception {
    scene()
        .write(
            prefix,
            of("ann", "1"),
            of("bob", "2"),
            action("cid", "3", ActionKind.CHALLENGE, 5, ActionState.ACTIVE, FAR, C1),
            action("old", "4", ActionKind.CHALLENGE, 5, ActionState.ACTIVE, AT.plusSeconds(9), C1));
    Shell.Ran shown = signed("actions revoke", "--pattern", "rubric-grading");
    assertEquals(2, shown.code(), shown.err());
    assertTrue(shown.out().contains("3 actions in force; nothing was changed"), shown.out());
    assertEquals(List.of("ann", "bob", "cid"), inForce());

    Shell.Ran one = signed("actions revoke SW-1", "--yes");
    assertEquals(0, one.code(), one.err());
    assertTrue(one.out().contains("1 action revoked"), one.out());
    assertEquals(List.of("bob", "cid"), inForce());
    JsonNode row = json(run("actions show 1", "--output", "json"));
    assertEquals("REVOKED", row.get("action").get("state").asText());
    assertTrue(row.get("action").get("revision").asLong() > 1_700_000_000_000L);
    assertEquals("REVOKE", row.get("said").get(0).get("kind").asText());
    assertFalse(row.get("in_force").asBoolean());

    assertEquals(0, signed("actions revoke", "--campaign", C1, "--yes").code());
    assertEquals(List.of("bob"), inForce());
    assertEquals(0, signed("actions revoke", "--pattern", "rubric-grading", "--yes").code());
    assertEquals(List.of(), inForce());
    assertEquals(2, signed("actions revoke", "--account", "ann", "--yes").code());
    assertEquals(2, signed("actions revoke unseen", "--yes").code());
    assertEquals(2, signed("actions revoke unseen", "--tenant", "default", "--yes").code());
    String unseen = "0a".repeat(16);
    assertEquals(0, signed("actions revoke " + unseen, "--tenant", "default", "--yes").code());
    EnforcementAction late = of("eve", unseen);
    late.getEvidence().setLastAt(InstantSource.system().instant().plusSeconds(30)); // clocks differ
    scene().write(prefix, late);
    assertEquals(List.of(), inForce(), "it was revoked before it came");
    assertEquals(1, signed("actions revoke").code());
    assertEquals(
        List.of("revoke 1 action", "revoke 1 action", "revoke 1 action", "revoke 1 action"),
        audit().stream().map(AuditEntry::getAct).toList());
  }

  @Test
  void anActionIsToldInPlainWordsAndJudged() throws Exception {
    EnforcementAction ann = of("ann", "1");
    ann.setParameters(Map.of("requests_per_minute", "6"));
    ann.getEvidence().setExchanges(List.of("x"));
    scene().write(prefix, ann, of("bob", "2"));
    assertEquals(0, signed("verdicts add 1", "--confirmed").code());
    assertEquals(0, signed("verdicts add SW-1", "--false-positive").code(), "the later one counts");
    assertEquals(0, signed("verdicts add 2", "--confirmed").code());
    assertEquals(2, signed("verdicts add 9", "--confirmed").code());
    Shell.Ran list = run("patterns list");
    assertTrue(list.out().contains("    precision 50 % by 2 verdicts"), list.out());
    Shell.Ran shown = run("actions show SW-1");
    assertEquals(0, shown.code(), shown.err());
    for (String line :
        List.of(
            "action      1, revision 5",
            "does        THROTTLE (requests_per_minute 6) to account ann of tenant default",
            "decided; 1 exchange is named, from ",
            "holds       yes, until 2100-01-01T00:00:00Z",
            "decided by  rubric-grading v1",
            "the customer may be told  reason, reference SW-1",
            "because     because",
            "            card 3.0",
            "said        FALSE_POSITIVE about action 1 by eve")) {
      assertTrue(shown.out().contains(line), line + " in " + shown.out());
    }
    JsonNode json = json(run("actions show SW-1 --output json"));
    assertEquals("2100-01-01T00:00:00Z", json.get("action").get("expires_at").asText());
    assertEquals(AT.toString(), json.get("action").get("evidence").get("first_at").asText());
    assertFalse(json.get("action").has("campaign_id"), "what is not there is left out");
    assertTrue(Instant.parse(json.get("said").get(0).get("at").asText()).isAfter(AT));
    JsonNode listed = json(run("actions list --output json")).get("actions").get(0);
    assertEquals("2100-01-01T00:00:00Z", listed.get("expires_at").asText());
    Shell.Ran none = run("actions show 99");
    assertEquals(2, none.code());
    assertTrue(none.err().contains("no action '99' stands on"), none.err());
  }

  @Test
  void aFreezeAndAHeldBudgetAreToldAndEnded() throws Exception {
    scene()
        .write(
            prefix,
            of("ann", "1"),
            StatusReport.newBuilder()
                .setReporter("budget/default/rubric-grading")
                .setAt(AT)
                .setCounts(Map.of("holds", 1L, "accounts", 50L, "budget", 50L))
                .setNotes(
                    Map.of(
                        "alarm",
                        "rubric-grading has acted on 50",
                        "tenant",
                        "default",
                        "what",
                        "rubric-grading"))
                .build());
    Shell.Ran held = run("enforcement status");
    assertEquals(2, held.code(), held.err());
    assertTrue(held.out().contains("HELD    rubric-grading has acted on 50"), held.out());
    assertEquals(
        "rubric-grading is released for tenant default\n",
        signed("enforcement release rubric-grading", "--tenant", "default").out());
    assertEquals(0, signed("enforcement freeze", "--tenant", "default").code());
    assertEquals(List.of(), inForce());
    assertEquals(List.of("ann"), subjects("frozen"));
    Shell.Ran listed = run("actions list");
    assertTrue(
        listed.out().startsWith("no action is in force\n1 action is held back"), listed.out());
    JsonNode status =
        new ObjectMapper().readTree(run("enforcement status", "--output", "json").out());
    assertEquals("eve", status.get("frozen").get(0).get("author").asText());
    assertEquals(50, status.get("held").get(0).get("budget").asInt());
    assertEquals(0, signed("enforcement resume", "--tenant", "default").code());
    assertEquals(List.of("ann"), inForce());
    assertEquals(
        List.of("release the budget", "freeze enforcement", "resume enforcement"),
        audit().stream().map(AuditEntry::getAct).toList());
  }

  @Test
  void aFreezeOfATenantWhomNobodyKnowsIsDoneAndDoubted() throws Exception {
    scene().write(prefix, of("ann", "1"));
    Shell.Ran known = signed("enforcement freeze", "--tenant", "default", "--output", "json");
    assertEquals("", known.err());
    assertTrue(json(known).get("known").asBoolean());

    Shell.Ran typo = signed("enforcement freeze", "--tenant", "defalt");
    assertEquals(0, typo.code());
    assertEquals("enforcement is frozen for tenant defalt\n", typo.out());
    assertEquals(
        "no finding, campaign or action is of tenant 'defalt': check the name; did you mean"
            + " default?\n",
        typo.err());
    JsonNode again = json(signed("enforcement freeze --output json", "--tenant", "defalt"));
    assertFalse(again.get("known").asBoolean(true), "that it is frozen does not make it known");
    assertEquals("default", again.get("did_you_mean").get(0).asText());
    assertTrue(run("enforcement status").out().contains("FROZEN  tenant defalt since "));

    assertEquals(0, signed("enforcement resume", "--tenant", "default").code());
    String far = "quite-another";
    String doubt = signed("enforcement freeze", "--tenant", far).err();
    assertTrue(doubt.endsWith("is of tenant 'quite-another': check the name\n"), doubt);
  }

  @Test
  void aFreezeThatCannotBeCheckedIsDone() throws Exception {
    scene().write(prefix, of("ann", "1"));
    try (Admin admin = KafkaAccess.to(scene().bootstrapServers()).admin()) {
      admin.deleteTopics(List.of(new Topics(prefix).findings())).all().get();
    }
    Shell.Ran known = signed("enforcement freeze --output json", "--tenant", "default");
    assertTrue(json(known).get("known").asBoolean(), "its action tells");
    Shell.Ran ran = signed("enforcement freeze --output json", "--tenant", "defalt");
    assertTrue(json(ran).get("known").isNull(), ran.out());
    assertTrue(ran.err().startsWith("it could not be seen in a short time whether"), ran.err());
    assertTrue(run("enforcement status").out().contains("FROZEN  tenant defalt since "));
  }

  @Test
  void whatIsFrozenIsToldAtOnceWhereNobodyHearsOfTheAuditTopic() throws Exception {
    scene().write(prefix, finding("ann", "rubric-grading", "e", 1, null));
    try (Admin admin = KafkaAccess.to(scene().bootstrapServers()).admin()) {
      admin.deleteTopics(List.of(new Topics(prefix).actions())).all().get();
    }
    Shell.Ran known = signed("enforcement freeze --output json", "--tenant", "default");
    assertTrue(json(known).get("known").asBoolean(), "what was found lately tells");
    try (Admin admin = KafkaAccess.to(scene().bootstrapServers()).admin()) {
      admin.deleteTopics(List.of(new Topics(prefix).audit())).all().get();
    }
    Shell.Ran status =
        assertTimeout(
            Duration.ofSeconds(18), // a client of Kafka would wait for 20 s
            () -> run("enforcement status"));
    assertTrue(status.out().contains("FROZEN  tenant default since "), status.out());
  }

  @Test
  void whoFrozeItFirstIsToldToo() throws Exception {
    scene().write(prefix, of("ann", "1"));
    assertEquals(0, signed("enforcement freeze", "--tenant", "default").code());
    assertEquals(0, signed("enforcement resume", "--tenant", "default").code());
    for (String author : List.of("fay", "gus")) {
      run("enforcement freeze --tenant default --author " + author, "--why", "wave of " + author);
    }
    String status = run("enforcement status").out();
    List<String> lines = status.lines().toList();
    assertTrue(lines.get(0).matches("FROZEN  tenant default since .* by fay: wave of fay"), status);
    assertTrue(lines.get(1).matches(" {8}again .* by gus: wave of gus"), status);
    assertEquals(3, lines.size(), status);
    JsonNode frozen =
        new ObjectMapper()
            .readTree(run("enforcement status --output json").out())
            .get("frozen")
            .get(0);
    assertEquals("fay", frozen.get("author").asText());
    assertEquals("gus", frozen.get("again").get(0).get("author").asText());
    assertEquals(0, signed("enforcement resume", "--tenant", "default").code());
    assertEquals(0, run("enforcement status").code());
  }

  @Test
  void whatIsNotFrozenIsNotResumed() throws Exception {
    scene().write(prefix, of("ann", "1"));
    Shell.Ran none = signed("enforcement resume", "--tenant", "default");
    assertEquals(2, none.code(), none.out());
    assertEquals(
        "stillwatch enforcement resume: enforcement is not frozen for tenant default: nothing was"
            + " changed; 'stillwatch enforcement status' tells what is frozen (where a"
            + " subscriber still lets everybody through, freeze it and resume)\n",
        none.err());
    assertEquals(0, signed("enforcement freeze", "--tenant", "default").code());
    Shell.Ran typo = signed("enforcement resume", "--tenant", "defalt");
    assertTrue(typo.err().contains("nothing was changed; did you mean default?"), typo.err());
    assertTrue(typo.err().endsWith(", freeze it and resume)\n"), typo.err());
    assertEquals(List.of("freeze enforcement"), audit().stream().map(AuditEntry::getAct).toList());
    JsonNode done = json(signed("enforcement resume --output json", "--tenant", "default"));
    assertFalse(done.get("frozen").asBoolean(true));
    assertEquals(List.of("ann"), inForce());
  }

  @Test
  void aReleaseSaysWhetherAnythingHeld() throws Exception {
    scene().write(prefix, held("acme", "rubric-grading"));
    Shell.Ran none = signed("enforcement release rubric-gradng", "--tenant", "default");
    assertEquals(2, none.code(), none.out());
    assertTrue(none.err().endsWith("did you mean rubric-grading?\n"), none.err());
    assertEquals(List.of(), audit());

    Shell.Ran other = signed("enforcement release rubric-grading", "--tenant", "default");
    assertEquals(
        "rubric-grading did not hold for tenant default, but for acme, as far as the engine has"
            + " told; the verdicts on it are counted anew\n",
        other.out());
    Shell.Ran quiet = signed("enforcement release logit-probing", "--tenant", "default");
    assertEquals(0, quiet.code(), quiet.err());
    assertEquals(
        "logit-probing did not hold for tenant default, as far as the engine has told; the verdicts"
            + " on it are counted anew\n",
        quiet.out());
    String[] acme = {"--tenant", "acme", "--output", "json"};
    assertTrue(json(signed("enforcement release rubric-grading", acme)).get("held").asBoolean());
    scene().write(prefix, held("acme", "campaign " + C1));
    assertEquals(
        "campaign " + C1 + " is released for tenant acme\n",
        signed("enforcement release", "campaign " + C1, "--tenant", "acme").out());
  }

  private static StatusReport held(String tenant, String what) {
    return StatusReport.newBuilder()
        .setReporter("budget/" + tenant + "/" + what)
        .setAt(AT)
        .setCounts(Map.of("holds", 1L, "accounts", 50L, "budget", 50L))
        .setNotes(Map.of("alarm", "it holds", "tenant", tenant, "what", what))
        .build();
  }

  @Test
  void anExceptionThatCouldNeverCoverAnybodyIsRefused() throws Exception {
    scene()
        .write(
            prefix,
            campaign("default", C1, 1, 1, member("ann")),
            decided("ann", "1", "c-gone", AT));
    String shown = LinkName.of(LinkKind.CARD, 0xab);
    for (String link :
        List.of("--link card", "--link card:1", "--link " + shown + "0", "--network " + shown)) {
      Shell.Ran ran = except(link.split(" "));
      assertEquals(1, ran.code(), link + ran.out());
      assertTrue(ran.err().contains("is no name of a link and would cover nobody"), ran.err());
    }
    Shell.Ran typo = except("--campaign", C1 + "0");
    assertEquals(2, typo.code(), typo.out());
    assertTrue(typo.err().endsWith("of tenant default; did you mean " + C1 + "?\n"), typo.err());
    Shell.Ran unknown = except("--campaign", "c-nope");
    assertTrue(
        unknown.err().endsWith("'stillwatch campaigns list' tells which there are\n"),
        unknown.err());
    assertEquals("no exceptions hold\n", run("exceptions list").out());

    assertEquals(0, except("--link", shown).code());
    assertEquals(0, except("--network", LinkName.of(LinkKind.NETWORK, -1)).code());
    assertEquals(0, except("--campaign", C1).code());
    assertEquals(0, except("--campaign", "c-gone").code(), "an action tells of it");
    scene().write(prefix, finding("ann", "accounts-acting-as-one", "e", 1, "c-found"));
    assertEquals(0, except("--campaign", "c-found").code(), "a finding tells of it");
  }

  @Test
  void anExceptionForATenantWhomNobodyKnowsIsMadeAndDoubted() throws Exception {
    scene().write(prefix, campaign("default", C1, 1, 1, member("ann")), of("ann", "1"));
    assertEquals("", except("--account", "ann").err());
    assertEquals("", except("--campaign", C1).err());
    Shell.Ran typo = except("--account", "ann", "--tenant", "defalt");
    assertEquals(0, typo.code());
    assertTrue(typo.out().contains("account ann of tenant defalt is let through"), typo.out());
    assertEquals(
        "no finding, campaign or action is of tenant 'defalt': check the name; did you mean"
            + " default?\n",
        typo.err());
    JsonNode json = json(except("--account", "ann", "--tenant", "defalt", "--output", "json"));
    assertFalse(json.get("known").asBoolean(true));
    assertEquals("default", json.get("did_you_mean").get(0).asText());
  }

  private Shell.Ran except(String... subject) {
    List<String> all = new ArrayList<>(List.of(subject));
    all.addAll(List.of("--until", "7d", "--owner", "sales"));
    return signed("exceptions add", all.toArray(new String[0]));
  }

  @Test
  void anExceptionHasOneEnd() throws Exception {
    scene().write(prefix);
    String[] json = {"--output", "json"};
    String added =
        json(signed("exceptions add --account ann --until 7d --owner o", json))
            .get("until")
            .asText();
    assertEquals(
        added, json(run("exceptions list", json)).get("exceptions").get(0).get("until").asText());
  }

  @Test
  void thatNothingIsInForceRepeatsWhatWasAskedFor() throws Exception {
    scene().write(prefix, campaign("default", C1, 1, 1, member("ann")), of("ann", "1"));
    Shell.Ran pattern = run("actions list", "--pattern", "rubric-gradng", "--tenant", "defalt");
    assertEquals(0, pattern.code());
    assertEquals("no action is in force for pattern rubric-gradng, tenant defalt\n", pattern.out());
    assertEquals(
        List.of(
            "there is no pattern 'rubric-gradng'; did you mean rubric-grading?",
            "no action is of tenant 'defalt', also none that is over; did you mean default?"),
        pattern.errLines());
    Shell.Ran campaign = run("actions list", "--campaign", C1 + "0", "--output", "json");
    assertEquals(0, json(campaign).get("actions").size());
    assertEquals(
        List.of("there is no campaign '" + C1 + "0'; did you mean " + C1 + "?"),
        campaign.errLines());
    Shell.Ran quiet = run("actions list", "--campaign", C1);
    assertEquals("no action is in force for campaign " + C1 + "\n", quiet.out());
    assertEquals("", quiet.err());
    assertEquals("", run("actions list", "--pattern", "rubric-grading").err());
  }

  @Test
  void anActionIsFoundByItsReferenceAsCustomersWriteIt() throws Exception {
    EnforcementAction unreferred = of("cid", "y");
    unreferred.setPublicReference("");
    scene().write(prefix, of("ann", "ab-2c01"), of("bob", "x"), unreferred);
    for (String reference :
        List.of("sw-ab-2c01", "SWAB2C01", "swab2c01", "ab-2c01", " sw ab 2col ", "SW-AB-2CoI")) {
      Shell.Ran ran = run("actions show", reference, "--output", "json");
      assertEquals("ann", json(ran).get("action").get("subject_id").asText(), reference);
    }
    for (String nothing : List.of("-", " ", "--")) {
      assertEquals(2, run("actions show", "--", nothing).code(), nothing);
    }
    Shell.Ran shown = signed("actions revoke swab2c01 --output json");
    assertEquals(2, shown.code(), shown.err());
    assertFalse(new ObjectMapper().readTree(shown.out()).get("changed").asBoolean(true));
    assertTrue(
        json(signed("actions revoke swab2c01 --yes --output json")).get("changed").asBoolean());
    assertEquals(List.of("bob", "cid"), inForce());
  }

  @Test
  void aWordAboutTheTenantFromBeforeAnActionIsNotSaidOfIt() throws Exception {
    EnforcementAction later =
        EnforcementAction.newBuilder(of("bob", "2"))
            .setEffectiveAt(Instant.now().plusSeconds(600))
            .build();
    scene().write(prefix, of("ann", "1"), later);
    assertEquals(0, signed("enforcement freeze", "--tenant", "default").code());
    assertTrue(run("actions show 2").out().contains("said        FREEZE"), "it holds it back");
    assertEquals(0, signed("enforcement resume", "--tenant", "default").code());
    assertTrue(run("actions show 1").out().contains("said        RESUME about tenant default"));
    assertFalse(run("actions show 2").out().contains("said"));
  }

  @Test
  void whatStaysInForceIsSaidWhereAPatternIsStopped() throws Exception {
    scene().write(prefix, of("ann", "1"), of("bob", "2"));
    String hint =
        "2 actions of it stay in force to their ends; 'stillwatch actions list --pattern"
            + " rubric-grading' tells which, and 'actions revoke' takes them back";
    assertFalse(
        signed("patterns promote rubric-grading --to enforce").out().contains("stay in force"));
    Shell.Ran asked = signed("patterns rollback rubric-grading --revoke-actions --output json");
    assertFalse(new ObjectMapper().readTree(asked.out()).get("changed").asBoolean(true));
    Shell.Ran back = signed("patterns rollback rubric-grading");
    assertTrue(back.out().contains(hint), back.out() + back.err());
    Shell.Ran off = signed("patterns promote rubric-grading --to off");
    assertTrue(off.out().contains(hint), off.out() + off.err());
    JsonNode told = json(signed("patterns promote rubric-grading --to off --output json"));
    assertEquals(2, told.get("left_in_force").asInt());
    Shell.Ran withdrawn = signed("patterns withdraw rubric-grading");
    assertTrue(withdrawn.out().contains(hint), withdrawn.out() + withdrawn.err());
    Shell.Ran ofOther = signed("patterns promote rubric-grading --to off --tenant acme");
    assertFalse(ofOther.out().contains("of it stay"), ofOther.out());
  }

  @Test
  void whatAFreezeHoldsBackCanBeEndedBeforeItHoldsAgain() throws Exception {
    scene().write(prefix, of("ann", "1"), of("bob", "2"));
    assertEquals(0, signed("patterns promote rubric-grading", "--to", "enforce").code());
    assertEquals(0, signed("enforcement freeze", "--tenant", "default").code());
    Shell.Ran one = signed("actions revoke SW-1", "--yes");
    assertEquals(0, one.code(), one.err());
    assertEquals(List.of("bob"), subjects("frozen"));
    Shell.Ran shown = signed("patterns rollback rubric-grading", "--revoke-actions");
    assertTrue(
        shown.out().contains("1 action of rubric-grading v1 in force: 1 THROTTLE\n"),
        shown.toString());
    Shell.Ran all = signed("actions revoke", "--pattern", "rubric-grading", "--yes");
    assertEquals(0, all.code(), all.err());
    assertEquals(0, signed("enforcement resume", "--tenant", "default").code());
    assertEquals(List.of(), inForce());
  }

  @Test
  void whatAPatternHasFoundIsTakenBackAlsoBeforeAnyOfItIsSeen() throws Exception {
    scene().write(prefix);
    String[] pattern = {"--pattern", "rubric-grading", "--tenant", "default"};
    assertEquals(2, signed("actions revoke", pattern).code());
    try (Admin admin = KafkaAccess.to(scene().bootstrapServers()).admin()) {
      admin.deleteTopics(List.of(new Topics(prefix).campaigns())).all().get(); // it is not needed
    }
    Shell.Ran said = signed("actions revoke --yes", pattern);
    assertEquals(0, said.code(), said.err());
    assertTrue(
        said.err().contains("no action and no word about patterns is of tenant 'default'"),
        said.err());
    scene().write(prefix, of("ann", "1"));
    assertEquals(List.of(), inForce(), "its row was on its way");
    Shell.Ran again = signed("actions revoke --yes", pattern);
    assertEquals("", again.err(), "its row tells that there is such a tenant");
    assertEquals(
        List.of("revoke 0 actions", "revoke 0 actions"),
        audit().stream().map(AuditEntry::getAct).toList());
  }

  @Test
  void whatIsNeitherInForceNorKnownIsNotRevoked() throws Exception {
    scene().write(prefix, chain());
    for (String misspelt : List.of("--pattern rubric-gradig", "--campaign c-oId")) {
      String[] option = misspelt.split(" ");
      Shell.Ran ran =
          signed("actions revoke", option[0], option[1], "--tenant", "default", "--yes");
      assertEquals(2, ran.code(), ran.out());
      assertTrue(ran.err().contains("list' tells which there are"), ran.err());
    }
    assertEquals(List.of(), audit());
    String[] known = {"--campaign", C1, "--tenant", "default", "--output", "json"};
    json(signed("actions revoke --yes", known));
    JsonNode ahead = json(signed("actions revoke --yes", known));
    assertEquals(0, ahead.get("revoked").asInt());
    assertEquals("c-old", ahead.get("parts").get(1).asText());
  }

  @Test
  void aCampaignIsDecidedAboutOnlyAfterItWasSeen() throws Exception {
    scene()
        .write(
            prefix,
            campaign("default", C1, 1, 2, member("ann"), member("bob")),
            action("ann", "1", ActionKind.CHALLENGE, 5, ActionState.ACTIVE, FAR, C1));
    Shell.Ran seen = signed("campaigns approve " + C1);
    assertEquals(2, seen.code());
    assertTrue(seen.out().contains("template 4.5 x 0.5, habit 2.0"), seen.out());
    assertTrue(seen.err().contains("nothing was changed; add --yes"), seen.err());
    assertEquals(0, signed("campaigns approve " + C1, "--yes").code());
    assertEquals(List.of("ann"), inForce());
    assertEquals(0, signed("campaigns dismiss " + C1, "--yes").code());
    assertEquals(List.of(), inForce());
    assertEquals(2, signed("campaigns dismiss c-none", "--yes").code());
    assertEquals(List.of("approve", "dismiss"), audit().stream().map(AuditEntry::getAct).toList());
  }

  @Test
  void whatWasDecidedAboutACampaignIsToldWithIt(@TempDir Path folder) throws Exception {
    scene()
        .write(
            prefix,
            campaign("default", C1, 1, 1, member("ann")),
            action("ann", "1", ActionKind.CHALLENGE, 5, ActionState.REVOKED, FAR, C1));
    assertEquals(0, signed("campaigns dismiss " + C1, "--yes").code());
    Shell.Ran list = run("campaigns list");
    assertTrue(list.out().contains("DISMISS by eve"), list.out() + list.err());
    Shell.Ran approved = signed("campaigns approve " + C1, "--yes");
    assertEquals(0, approved.code());
    assertTrue(
        approved.out().contains("1 action on them that was taken back stays so"), approved.out());
    Shell.Ran shown = run("campaigns show " + C1);
    assertTrue(shown.out().contains("\ndecided     APPROVE by eve at "), shown.out());
    JsonNode json = json(run("campaigns show " + C1, "--output", "json"));
    assertEquals("APPROVE", json.get("decision").asText());
    assertEquals("eve", json.get("decided_by").asText());

    Path out = folder.resolve("export");
    assertEquals(0, run("campaigns export " + C1, "--out", out.toString()).code());
    String summary = Files.readString(out.resolve("summary.txt"));
    assertTrue(summary.contains("1 word of people as they stand (said.jsonl)"), summary);
    assertTrue(summary.contains("2 acts of people about it (audit.jsonl)"), summary);
    assertTrue(summary.contains("  dismissals: 1\n"), summary);
    assertTrue(summary.contains("(actions.jsonl): 1 CHALLENGE revoked\n"), summary);
    assertTrue(summary.contains("  actions taken back: 1\n"), summary);
  }

  @Test
  void aDecisionWaitsForAnEngineThatIsFarBehindOrIsToldNotTo() throws Exception {
    scene().write(prefix, campaign("default", C1, 1, 1, member("ann")));
    Shell.Ran unknown = signed("campaigns approve " + C1, "--output", "json");
    assertTrue(unknown.err().contains("not known how far the engine is behind"), unknown.err());
    assertTrue(answer(unknown).path("behind_s").isNull());

    String topic = prefix + "spans";
    KafkaAccess kafka = KafkaAccess.to(scene().bootstrapServers());
    try (Admin admin = kafka.admin();
        KafkaProducer<byte[], byte[]> producer = kafka.producer("test")) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
      for (int minutes = 150; minutes > 0; minutes -= 10) {
        long atMs = System.currentTimeMillis() - minutes * 60_000L;
        producer.send(new ProducerRecord<>(topic, 1, atMs, null, new byte[1])).get();
      }
    }
    scene().write(prefix, told(topic, 2, Duration.ZERO), told("gone", 0, Duration.ofDays(9)));
    Shell.Ran seen = signed("campaigns approve " + C1, "--output", "json");
    assertTrue(
        seen.err().contains("the engine is 2 h or more behind source spans (" + topic + ")"),
        seen.err());
    assertEquals(7_200, answer(seen).path("behind_s").asInt());
    Shell.Ran refused = signed("campaigns approve " + C1, "--yes");
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("nothing was changed; wait until"), refused.err());
    assertEquals(List.of(), audit());
    Shell.Ran done =
        signed("campaigns approve " + C1, "--yes", "--although-behind", "--output", "json");
    assertEquals(0, done.code(), done.err());
    assertEquals(7_200, answer(done).path("behind_s").asInt());

    scene().write(prefix, told("not a topic!", 0, Duration.ZERO));
    Shell.Ran other = signed("campaigns dismiss " + C1, "--yes");
    assertEquals(2, other.code(), other.out());
    assertTrue(other.err().contains("2 h or more behind source spans"), other.err());
    assertTrue(other.err().contains("behind the others: source not a topic!"), other.err());
    scene().write(prefix, told("not a topic!", 0, Duration.ofDays(9)));

    scene().write(prefix, told(topic, 14, Duration.ZERO)); // one offset may be a mark
    Shell.Ran caughtUp = signed("campaigns dismiss " + C1, "--yes", "--output", "json");
    assertEquals(0, caughtUp.code(), caughtUp.err());
    assertEquals(0, answer(caughtUp).path("behind_s").asInt(-1));
    assertFalse(caughtUp.err().contains("behind"), caughtUp.err());
  }

  private static StatusReport told(String topic, long next, Duration ago) {
    return StatusReport.newBuilder()
        .setReporter("source/" + (topic.endsWith("spans") ? "spans" : topic))
        .setAt(Instant.now().minus(ago))
        .setCounts(Map.of("next.1", next))
        .setNotes(Map.of("topic", topic))
        .build();
  }

  private static JsonNode answer(Shell.Ran ran) throws IOException {
    return new ObjectMapper().readTree(ran.out());
  }

  @Test
  void aDecisionAboutAPartSaysWhomItIsAboutAndIsAboutNobodyElse() throws Exception {
    Campaign gone = campaign("default", "c-gone", 3, 0);
    gone.setMergedInto(C1);
    gone.setPhase(CampaignPhase.CLOSED);
    CampaignMember cal = member("cal");
    cal.setJoinedCampaignId("c-gone");
    EnforcementAction ofCal =
        EnforcementAction.newBuilder(
                action("cal", "2", ActionKind.CHALLENGE, 5, ActionState.ACTIVE, FAR, C1))
            .setJoinedCampaignId("c-gone")
            .setMergers(List.of(new Merger(C1, AT)))
            .build();
    scene()
        .write(
            prefix,
            gone,
            campaign("default", C1, 1, 3, member("ann"), member("bob"), cal),
            action("ann", "1", ActionKind.CHALLENGE, 5, ActionState.ACTIVE, FAR, C1),
            ofCal);
    Shell.Ran seen = signed("campaigns dismiss c-gone");
    assertEquals(2, seen.code());
    assertTrue(seen.out().contains("became      part of " + C1), seen.out());
    assertTrue(seen.out().contains("cal"), seen.out());
    assertFalse(seen.out().contains("ann"), seen.out());
    String about =
        "c-gone is a part of "
            + C1
            + " now: this is about those who came from there (1 known here), and not about the"
            + " others of the 3 members";
    assertTrue(seen.err().contains(about), seen.err());
    assertEquals(List.of("ann", "cal"), inForce());
    Shell.Ran done = signed("campaigns dismiss c-gone", "--yes");
    assertEquals(0, done.code(), done.err());
    assertTrue(done.out().contains(about), done.out());
    assertEquals(List.of("ann"), inForce());
    assertTrue(run("actions show 2").out().contains("DISMISS"));
    assertTrue(run("actions show 2").out().contains("campaign " + C1 + " (it joined c-gone)"));
    assertFalse(run("actions show 1").out().contains("DISMISS"));
    assertEquals(0, signed("campaigns approve " + C1, "--yes").code());
    assertEquals(List.of("ann", "cal"), inForce(), "the last word is about the whole");
    assertEquals(0, signed("campaigns dismiss " + C1, "--yes").code());
    assertEquals(List.of(), inForce());
    assertTrue(run("campaigns show " + C1).out().contains("campaign, joined c-gone"));
  }

  @Test
  void whoCameToACampaignAfterAMergerOfItIsOneOfItsMembersToo() throws Exception {
    Campaign gone = campaign("default", "c-gone", 3, 0);
    gone.setMergedInto(C1);
    gone.setPhase(CampaignPhase.CLOSED);
    CampaignMember cal = member("cal");
    cal.setJoinedCampaignId("c-gone+c-two");
    CampaignMember dan = member("dan");
    dan.setJoinedCampaignId("c-two");
    scene().write(prefix, gone, campaign("default", C1, 1, 3, member("ann"), cal, dan));
    Shell.Ran part = run("campaigns show c-gone");
    assertTrue(part.out().contains("cal"), part.out() + part.err());
    assertFalse(part.out().contains("dan"), part.out());
    Shell.Ran whole = signed("campaigns approve " + C1);
    assertTrue(whole.err().contains("too: c-gone (1 account known here"), whole.err());
  }

  @Test
  void aDecisionAboutAWholeIsAboutWhatWasDecidedBeforeItsPartsCameToIt() throws Exception {
    scene().write(prefix, chain());
    assertEquals(0, signed("campaigns dismiss c-mid", "--yes").code());
    assertEquals(List.of("ann", "eli"), inForce(), "of a part it is about all that came to it");

    Shell.Ran seen = signed("campaigns approve " + C1);
    assertEquals(2, seen.code(), seen.err());
    assertTrue(
        seen.err()
            .contains(
                "it is about what has become part of "
                    + C1
                    + ", too: c-mid (1 account known here; DISMISS by eve at "),
        seen.err());
    assertTrue(seen.err().contains(", c-old (1 account known here; DISMISS by eve"), seen.err());
    assertTrue(seen.out().contains("members     4"), seen.out());
    assertTrue(seen.out().contains("action, joined c-old"), seen.out());
    JsonNode told =
        new ObjectMapper()
            .readTree(signed("campaigns approve " + C1, "--output", "json").out())
            .get("parts");
    assertEquals("c-mid", told.get(0).get("campaign_id").asText());
    assertEquals(1, told.get(0).get("members_known").asInt());
    assertEquals("DISMISS", told.get(0).get("decision").asText());
    assertEquals(List.of("ann", "eli"), inForce(), "nothing was changed");

    JsonNode approved = json(signed("campaigns approve " + C1, "--yes", "--output", "json"));
    assertEquals("c-old", approved.get("parts").get(1).get("campaign_id").asText());
    assertEquals(List.of("ann", "cal", "dan", "eli"), inForce(), "the last word counts");
    Shell.Ran dismissed = signed("campaigns dismiss " + C1, "--yes");
    assertTrue(dismissed.out().contains("too: c-mid (1 account known here"), dismissed.out());
    assertEquals(List.of("eli"), inForce());
    assertEquals(
        List.of(
            "campaign c-mid and its part c-old",
            "campaign " + C1 + " and its parts c-mid, c-old",
            "campaign " + C1 + " and its parts c-mid, c-old"),
        audit().stream().map(AuditEntry::getSubject).toList());
  }

  @Test
  void anExceptionAndARevocationOfAWholeAreThoseOfItsParts() throws Exception {
    scene().write(prefix, chain());
    Shell.Ran list = run("actions list", "--campaign", C1);
    assertTrue(list.out().contains("account dan"), list.out());
    assertFalse(list.out().contains("account eli"), list.out());
    Shell.Ran added =
        signed("exceptions add", "--campaign", C1, "--until", "7d", "--owner", "sales");
    assertEquals(0, added.code(), added.err());
    assertTrue(
        added.out().startsWith("e-") && added.out().contains(C1 + " and its parts c-mid, c-old"),
        added.out());
    assertEquals(List.of("eli"), inForce());
    Shell.Ran listed = run("exceptions list");
    assertEquals(2, listed.out().lines().count(), listed.out());
    assertTrue(listed.out().contains("campaign " + C1 + " and its parts c-mid, c-old"), "as one");
    assertEquals(0, signed("exceptions remove " + added.out().split(":", 2)[0]).code());
    assertEquals("no exceptions hold\n", run("exceptions list").out());
    assertEquals(2, audit().size());

    // Decided after the exception, and before the mergers: only its row and the revocation tell.
    scene().write(prefix, decided("dan", "4", "c-old", FAR.minusSeconds(9)));
    assertEquals(List.of("dan", "eli"), inForce());
    Shell.Ran shown = signed("actions revoke", "--campaign", C1);
    assertEquals(2, shown.code(), shown.err());
    assertTrue(shown.out().contains("campaign " + C1 + " and its parts c-mid, c-old"), shown.out());
    JsonNode revoked =
        json(signed("actions revoke", "--campaign", C1, "--yes", "--output", "json"));
    assertEquals("c-old", revoked.get("parts").get(1).asText());
    assertEquals(List.of("eli"), inForce());
  }

  @Test
  void aDecisionAboutAPartHoldsThoughItsNameIsOneOfTooManyToBeTold() throws Exception {
    EnforcementAction late = decided("fay", "6", "c-old", AT);
    late.setCampaignId("c-8");
    List<Merger> last = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      last.add(new Merger("c-" + i, AT.plusSeconds(1_000 + i)));
    }
    late.setMergers(last); // c-mid and C1 came before these
    scene().write(prefix, chain());
    scene().write(prefix, late);
    assertEquals(0, signed("campaigns dismiss c-mid", "--yes").code());
    assertEquals(List.of("ann", "eli"), inForce());
  }

  @Test
  void anExportHoldsTheWordsThatCoverItsMembersWhateverCampaignTheyAreAbout() throws Exception {
    scene().write(prefix, chain());
    new FeedbackTopic(KafkaAccess.to(scene().bootstrapServers()), new Topics(prefix))
        .write(
            List.of(
                word(FeedbackKind.DISMISS, "c-old", "of the part", AT.plusSeconds(10)),
                word(FeedbackKind.NOTE, C1, "before the part came", AT.plusSeconds(100)),
                word(FeedbackKind.NOTE, C1, "since it came", AT.plusSeconds(300)),
                word(FeedbackKind.DISMISS, "c-other", "of another", AT.plusSeconds(400))));
    assertEquals(
        List.of("of the part", "before the part came", "since it came"), exportedWords(C1));
    assertEquals(List.of("of the part", "since it came"), exportedWords("c-old"));
  }

  @Test
  void anExportCountsDismissalsThatNobodyWroteDownBesideThoseThatSomebodyDid() throws Exception {
    scene().write(prefix, chain());
    assertEquals(0, signed("campaigns dismiss c-mid", "--yes").code());
    assertTrue(exportedSummary(C1).contains("  dismissals: 1\n"), "with its part it is one");
    new FeedbackTopic(KafkaAccess.to(scene().bootstrapServers()), new Topics(prefix))
        .write(
            List.of(
                word(FeedbackKind.DISMISS, C1, "a benchmark", FAR),
                word(FeedbackKind.DISMISS, "c-old", "a benchmark", FAR)));
    assertTrue(exportedSummary(C1).contains("  dismissals: 2\n"), exportedSummary(C1));
  }

  @Test
  void anExportOfAPartHasWhatWasDecidedAboutAWholeOfTooManyPartsToBeNamed() throws Exception {
    List<Campaign> all = new ArrayList<>();
    for (int i = 10; i < 32; i++) {
      Campaign part = campaign("default", "c-" + i, 3, 0);
      part.setMergedInto(C1);
      part.setPhase(CampaignPhase.CLOSED);
      all.add(part);
    }
    all.add(campaign("default", C1, 1, 1, member("ann")));
    all.add(campaign("default", "c-other", 1, 1, member("bob")));
    scene().write(prefix, all.toArray());
    assertEquals(0, signed("campaigns dismiss " + C1, "--yes").code());
    assertTrue(audit().get(0).getSubject().endsWith(", c-29 and 2 more"), audit()::toString);
    for (String dismissed : List.of(C1, "c-10", "c-31")) {
      String summary = exportedSummary(dismissed);
      assertTrue(summary.contains("1 act of people about it"), summary);
      assertTrue(summary.contains("  dismissals: 1\n"), summary);
    }
    assertTrue(exportedSummary("c-other").contains("  dismissals: 0\n"));
  }

  private String exportedSummary(String campaign) throws IOException {
    Path out = folder.resolve(prefix + campaign + System.nanoTime());
    Shell.Ran ran = run("campaigns export " + campaign, "--out", out.toString());
    assertEquals(0, ran.code(), ran.err());
    return Files.readString(out.resolve("summary.txt"));
  }

  private List<String> exportedWords(String campaign) throws IOException {
    Path out = folder.resolve(prefix + campaign);
    Shell.Ran ran = run("campaigns export " + campaign, "--out", out.toString());
    assertEquals(0, ran.code(), ran.err());
    List<String> words = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve("said.jsonl"))) {
      words.add(new ObjectMapper().readTree(line).get("why").asText());
    }
    return words;
  }

  private static Feedback word(FeedbackKind kind, String campaign, String why, Instant at) {
    return Feedback.newBuilder()
        .setFeedbackId(why)
        .setTenant("default")
        .setScope(FeedbackScope.CAMPAIGN)
        .setSubject(campaign)
        .setKind(kind)
        .setWhy(why)
        .setAuthor("eve")
        .setAt(at)
        .build();
  }

  /** c-old became part of c-mid and that of C1; of each of them one account was acted on before. */
  private static Object[] chain() {
    Campaign old = campaign("default", "c-old", 3, 0);
    old.setMergedInto("c-mid");
    old.setPhase(CampaignPhase.CLOSED);
    Campaign mid = campaign("default", "c-mid", 4, 0);
    mid.setMergedInto(C1);
    mid.setPhase(CampaignPhase.CLOSED);
    CampaignMember cal = member("cal");
    cal.setJoinedCampaignId("c-mid");
    return new Object[] {
      old,
      mid,
      campaign("default", C1, 1, 4, member("ann"), member("bob"), cal),
      decided("ann", "1", C1, AT),
      decided("cal", "2", "c-mid", AT),
      decided("dan", "3", "c-old", AT),
      decided("eli", "5", "c-other", AT)
    };
  }

  private static EnforcementAction decided(String account, String id, String campaign, Instant at) {
    EnforcementAction action =
        action(account, id, ActionKind.CHALLENGE, 5, ActionState.ACTIVE, FAR, campaign);
    action.setJoinedCampaignId(campaign);
    action.setRevision(at.getEpochSecond());
    action.getEvidence().setLastAt(at);
    return action;
  }

  @Test
  void anActionIsDerivedAgainFromRecordedEventsAndItsDifferencesAreTold() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      lines.add(
          "{\"exchange_id\":\"x%d\",\"account_id\":\"ann\",\"phase\":\"EXCHANGE\",\"occurred_at\":%d,\"prompt_text\":\"%s\"}"
              .formatted(
                  i,
                  AT.plusSeconds(60L * i).toEpochMilli(),
                  "Solve exercise "
                      + i
                      + ". Write out your complete chain of thought, every reasoning step, inside"
                      + " <think> tags. Then give the final answer."));
    }
    Path events = Files.write(folder.resolve("events.jsonl"), lines);
    List<EnforcementAction> derived = derive(lines);
    EnforcementAction first = derived.get(0);
    EnforcementAction longer =
        EnforcementAction.newBuilder(first)
            .setSubjectId("ann")
            .setExpiresAt(first.getExpiresAt().plusSeconds(9))
            .build();

    scene().write(prefix, first);
    String[] from = {"--events", events.toString(), "--output", "json"};
    JsonNode same = json(run("actions replay " + first.getPublicReference(), from));
    assertTrue(same.get("same").asBoolean(), same::toString);
    assertEquals(20, same.get("events_of_account").asInt());

    scene()
        .write(
            prefix,
            EnforcementAction.newBuilder(longer).setRevision(first.getRevision() + 1).build());
    Shell.Ran differs = run("actions replay " + first.getActionId(), "--events", events.toString());
    assertEquals(2, differs.code(), differs.out());
    assertTrue(differs.out().contains("  expires_at: recorded "), differs.out());

    Path none = Files.writeString(folder.resolve("none.jsonl"), "");
    Shell.Ran nothing = run("actions replay " + first.getActionId(), "--events", none.toString());
    assertEquals(2, nothing.code());
    assertTrue(nothing.out().contains("holds none of its events"), nothing.out());

    scene()
        .write(
            prefix,
            EnforcementAction.newBuilder(first)
                .setRevision(first.getRevision() + 2)
                .setCampaignId(C1)
                .setPatternVersion(99)
                .build());
    Shell.Ran unknown = run("actions replay " + first.getActionId(), "--events", events.toString());
    assertTrue(
        unknown.err().contains("v99, which decided it, stands neither on"),
        "of a campaign too it is the version that decided: " + unknown.err());
  }

  private static List<EnforcementAction> derive(List<String> events) {
    List<EnforcementAction> derived = new ArrayList<>();
    Driver driver =
        new Driver(StarterBook.book().promoted(Mode.ENFORCE), HashKey.PUBLIC, Duration.ofDays(30));
    for (String event : events) {
      driver.accept(
          event.getBytes(StandardCharsets.UTF_8),
          new Driver.Out() {
            @Override
            public void rejected(Outcome.Rejected why) {
              throw new IllegalStateException(why.toString());
            }

            @Override
            public void finding(Finding finding) {
              // only what becomes of it is wanted
            }

            @Override
            public void action(EnforcementAction action) {
              derived.add(action);
            }
          });
    }
    return derived;
  }

  private static EnforcementAction of(String account, String id) {
    return action(account, id, ActionKind.THROTTLE, 5, ActionState.ACTIVE, FAR, null);
  }

  private List<String> inForce() throws IOException {
    return subjects("actions");
  }

  private List<String> subjects(String list) throws IOException {
    List<String> subjects = new ArrayList<>();
    json(run("actions list", "--output", "json"))
        .get(list)
        .forEach(action -> subjects.add(action.get("subject_id").asText()));
    return subjects.stream().sorted().toList();
  }

  private List<AuditEntry> audit() {
    return new AuditTopic(KafkaAccess.to(scene().bootstrapServers()), new Topics(prefix)).read();
  }

  private Shell.Ran run(String verb, String... more) {
    return scene().run(prefix, verb, more);
  }

  private Shell.Ran signed(String verb, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(List.of("--why", "a trial", "--author", "eve"));
    return scene().run(prefix, verb, all.toArray(new String[0]));
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
