package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.jobs.FeedbackTopic;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.jobs.Topics;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.PatternRevision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said of patterns for one tenant and for all, while no engine runs. */
@Timeout(120)
class PatternWordsTest {

  /** Each test has patterns of its own there. */
  private static final String PREFIX = "words.";

  private static final String SIGNED = " --author ana --why trial";

  @TempDir private static Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init") // set before all
  private static TopicScene scene;

  @BeforeAll
  static void start() throws Exception {
    scene = new TopicScene(folder);
    scene.write(PREFIX);
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  private static Path write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "pattern", ".yaml"), text);
  }

  private static Path refusals(String id, int version, int times) throws IOException {
    return write(PatternTexts.refusals(id, version, times, "THROTTLE"));
  }

  private static Shell.Ran patterns(String verb) {
    return patterns(PREFIX, verb);
  }

  private static Shell.Ran patterns(String prefix, String verb) {
    return scene.run(prefix, "patterns " + verb + SIGNED);
  }

  private static void done(String verb) {
    Shell.Ran ran = patterns(verb);
    assertEquals(0, ran.code(), ran.out() + ran.err());
  }

  private static List<PatternTopic.Row> rows(String id) {
    return rows(PREFIX, id);
  }

  private static List<PatternTopic.Row> rows(String prefix, String id) {
    return new PatternTopic(KafkaAccess.to(scene.bootstrapServers()), new Topics(prefix))
        .read().rows().stream().filter(row -> row.row().patternId().equals(id)).toList();
  }

  @Test
  void aNumberNamesOneTextWhoeversItIsAndAPromotionNamesThatText() throws Exception {
    Path own = refusals("one", 1, 4);
    done("publish " + own + " --tenant acme");
    Shell.Ran other = patterns("publish " + refusals("one", 1, 5));
    assertEquals(2, other.code(), other.out());
    assertTrue(other.out().contains("is there with another text (published by ana"), other.out());
    assertTrue(other.out().contains("raise metadata.version to 2"), other.out());
    done("publish " + own);
    done("promote one --to enforce");
    BookRow last = rows("one").get(rows("one").size() - 1).row();
    assertEquals(PatternBook.digest(Files.readString(own)), ((BookRow.Pointer) last).textDigest());
  }

  @Test
  void whatTheEngineWouldRefuseIsNotWritten() throws Exception {
    String second =
        StarterBook.files()
            .get(0)
            .source()
            .replace("id: accounts-acting-as-one", "id: others-acting-as-one");
    Shell.Ran refused = patterns("publish " + write(second) + " --tenant acme");
    assertEquals(2, refused.code(), refused.out() + refused.err());
    assertTrue(refused.out().contains("brings the weights already"), refused.out());
    assertEquals(List.of(), rows("others-acting-as-one"));
  }

  @Test
  void weightsArePublishedBesideThoseThatHold() throws Exception {
    String newer = StarterBook.files().get(0).source().replace("  version: 1\n", "  version: 2\n");
    Shell.Ran ran = patterns("publish " + write(newer));
    assertTrue(ran.out().contains("is judged in shadow beside v1 until"), ran.out() + ran.err());
  }

  @Test
  void thePromotedTextOfAReleaseOutlivesThatRelease() throws Exception {
    done("promote rubric-grading --to enforce");
    List<PatternTopic.Row> rows = rows("rubric-grading");
    assertEquals(2, rows.size());
    BookRow.Revision kept = (BookRow.Revision) rows.get(0).row();
    assertEquals(
        PatternBook.digest(kept.source()), ((BookRow.Pointer) rows.get(1).row()).textDigest());
    done("promote rubric-grading --to off");
    assertEquals(3, rows("rubric-grading").size(), "it is kept once");
  }

  @Test
  void aTenantGoesBackToWhatHeldForAllAndFollowsItAgain() throws Exception {
    done("publish " + refusals("back", 1, 4));
    done("publish " + refusals("back", 2, 5));
    done("promote back --to enforce");
    done("publish " + refusals("back", 3, 6));
    done("promote back --to enforce --tenant acme");
    Shell.Ran back = patterns("rollback back --tenant acme");
    assertEquals(0, back.code(), back.err());
    assertTrue(back.out().contains("is back from v3 to v2, enforce"), back.out());

    done("promote back --to shadow");
    Shell.Ran follows = patterns("withdraw back --tenant acme");
    assertEquals(0, follows.code(), follows.err());
    assertTrue(
        follows.out().contains("back goes for acme as for all tenants: shadow, v3"), follows.out());
    Shell.Ran again = patterns("withdraw back --tenant acme");
    assertEquals(2, again.code());
    assertTrue(again.err().contains("there is no word of acme about 'back'"), again.err());
  }

  @Test
  void whatAPatternHasFoundIsShelvedWhereItIsToGoLessFarAndNowhereElse() throws Exception {
    done("publish " + refusals("less", 1, 4));
    done("promote less --to enforce --share 0.2");
    done("promote less --to enforce --share 0.5");
    done("promote less --to enforce --share 0.5");
    done("promote less --to enforce --share 0.5 --tenant acme");
    assertEquals(List.of(), shelved("less"), "it goes as far, or further");
    done("promote less --to shadow --tenant acme");
    Instant first = shelved("less").get(0).getAt();
    done("withdraw less --tenant acme");
    assertEquals(first, shelved("less").get(0).getAt(), "it acts again, on what is new");
    assertEquals(List.of("acme"), shelved("less").stream().map(Feedback::getTenant).toList());

    done("promote less --to enforce --share 0.4");
    Feedback word = shelved("less").get(1);
    assertEquals("*", word.getTenant());
    assertEquals(word.getAt().plusSeconds(15), word.getUntil(), "what is on its way is covered");
    assertEquals("trial", word.getWhy());
    done("publish " + refusals("less", 2, 5));
    done("promote less --to enforce --share 0.4");
    Instant second = shelved("less").get(1).getAt();
    assertTrue(second.isAfter(word.getAt()), "another version");
    done("rollback less");
    Instant third = shelved("less").get(1).getAt();
    assertTrue(third.isAfter(second), "and back");
    done("withdraw less");
    assertTrue(shelved("less").get(1).getAt().isAfter(third));
    done("promote less --to enforce");
    assertEquals(2, shelved("less").size());
  }

  @Test
  void aPatternIsStoppedAlsoWhereWhatItFoundCannotBeShelved() throws Exception {
    scene.write("stuck.");
    Topics topics = new Topics("stuck.");
    assertEquals(0, patterns("stuck.", "publish " + refusals("eager", 1, 4)).code());
    assertEquals(0, patterns("stuck.", "promote eager --to enforce").code());
    try (Admin admin = KafkaAccess.to(scene.bootstrapServers()).admin()) {
      admin.deleteTopics(List.of(topics.feedback())).all().get();
    }
    Shell.Ran off = patterns("stuck.", "promote eager --to off");
    assertEquals(3, off.code(), off.out() + off.err());
    assertTrue(off.out().contains("eager v1 is off"), off.out());
    assertTrue(
        off.err()
            .contains(
                "is not shelved: could not write *|PATTERN|eager|shelve to " + topics.feedback()),
        off.err());
    assertTrue(
        off.err()
            .contains("'stillwatch patterns promote eager --version 1 --to off --why ...' has"),
        off.err());
    assertFalse(off.err().contains("promoted again"), off.err());
    List<PatternTopic.Row> rows = rows("stuck.", "eager");
    assertEquals(Mode.OFF, ((BookRow.Pointer) rows.get(rows.size() - 1).row()).mode());

    scene.write("stuck.");
    assertEquals(List.of(), shelved("stuck.", "eager"));
    assertEquals(0, patterns("stuck.", "promote eager --version 1 --to off").code());
    assertEquals(1, shelved("stuck.", "eager").size());
  }

  @Test
  void aPatternIsStoppedAlsoWhereTheSchemasDoNotAnswer() throws Exception {
    scene.write("mute.");
    Topics topics = new Topics("mute.");
    assertEquals(0, patterns("mute.", "promote rubric-grading --to shadow").code());
    try (Admin admin = KafkaAccess.to(scene.bootstrapServers()).admin()) {
      admin.deleteTopics(List.of(topics.schemas())).all().get();
    }
    Shell.Ran off = patterns("mute.", "promote rubric-grading --to off");
    assertEquals(3, off.code(), off.out() + off.err());
    assertTrue(off.out().contains(" is off from offset "), off.out());
    assertTrue(
        off.err().contains("others may not be able to read that before its schema is on mute."),
        off.err());
    assertFalse(off.err().contains("audit"), "that is written too: " + off.err());
    List<PatternTopic.Row> rows = rows("mute.", "rubric-grading");
    assertEquals(Mode.OFF, ((BookRow.Pointer) rows.get(rows.size() - 1).row()).mode());

    scene.write("mute.");
    Shell.Ran again = patterns("mute.", "promote rubric-grading --to off");
    assertEquals(0, again.code(), again.err());
  }

  private static void set(String topic, String setting, String value) throws Exception {
    try (Admin admin = KafkaAccess.to(scene.bootstrapServers()).admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private static List<Feedback> shelved(String id) {
    return shelved(PREFIX, id);
  }

  /** By when it was said of each tenant the last time. */
  private static List<Feedback> shelved(String prefix, String id) {
    return new FeedbackTopic(KafkaAccess.to(scene.bootstrapServers()), new Topics(prefix))
        .latest().stream()
            .filter(word -> word.getKind() == FeedbackKind.SHELVE)
            .filter(word -> word.getSubject().equals(id))
            .toList();
  }

  @Test
  void nobodyLetsAPatternSuspendAloneByWithdrawingAWord() throws Exception {
    done("publish " + write(PatternTexts.refusals("strict", 1, 3, "SUSPEND")));
    done("promote strict --to enforce --approved-by bo");
    done("promote strict --to shadow --tenant acme");
    Shell.Ran alone = patterns("withdraw strict --tenant acme");
    assertEquals(1, alone.code());
    assertTrue(alone.err().contains("takes two people"), alone.err());
    done("withdraw strict --tenant acme --approved-by bo");
  }

  @Test
  void aPromotionThatWasWithdrawnDoesNotComeBack() throws Exception {
    done("publish " + refusals("gone", 1, 4));
    done("promote gone --to enforce");
    done("withdraw gone");
    done("publish " + refusals("gone", 2, 5));
    done("promote gone --to enforce --tenant acme --version 1");
    done("withdraw gone --tenant acme");
    for (String whose : List.of(" --tenant acme", "")) {
      Shell.Ran back = patterns("rollback gone" + whose);
      assertEquals(0, back.code(), back.err());
      assertTrue(back.out().contains("is back from v2 to v1, shadow"), back.out());
    }
  }

  @Test
  void nothingOfWhatWasSaidForAllComesBackOnceItWasWithdrawn() throws Exception {
    done("publish " + refusals("taken", 1, 4));
    done("promote taken --to enforce");
    done("publish " + refusals("taken", 2, 5));
    done("promote taken --to enforce");
    done("withdraw taken");
    for (String whose : List.of(" --tenant acme", "")) {
      Shell.Ran back = patterns("rollback taken" + whose);
      assertEquals(0, back.code(), back.err());
      assertTrue(back.out().contains("is back from v2 to v1, shadow"), back.out());
    }
  }

  @Test
  void nobodyLetsAPatternSuspendAloneByRollingBack() throws Exception {
    for (int version : List.of(1, 2)) {
      done("publish " + write(PatternTexts.refusals("harsh", version, 2 + version, "SUSPEND")));
      done("promote harsh --to enforce --approved-by bo");
    }
    Shell.Ran alone = patterns("rollback harsh");
    assertEquals(1, alone.code(), alone.out());
    assertTrue(alone.err().contains("takes two people"), alone.err());
    done("rollback harsh --approved-by bo");
  }

  @Test
  void nobodyLetsWhatOnlyAnotherReleaseCanReadActByWayOfThisOne() throws Exception {
    PatternTopic topic =
        new PatternTopic(KafkaAccess.to(scene.bootstrapServers()), new Topics(PREFIX));
    topic.publish(
        PatternRevision.newBuilder()
            .setTenant(PatternBook.ALL_TENANTS)
            .setPatternId("newer")
            .setVersion(1)
            .setSource(
                PatternTexts.refusals("newer", 1, 4, "SUSPEND")
                    .replace("  judgedAt:", "  whatComesNext: 1\n  judgedAt:"))
            .setAuthor("ana")
            .setCreatedAt(Instant.now())
            .build());
    promoteNewer(topic);
    done("publish " + refusals("newer", 2, 5));
    done("promote newer --to enforce");
    Shell.Ran back = patterns("rollback newer");
    assertEquals(1, back.code(), back.out());
    assertTrue(back.err().contains("this release cannot read newer v1, which would"), back.err());

    done("promote newer --to shadow --tenant acme");
    promoteNewer(topic);
    Shell.Ran withdrawn = patterns("withdraw newer --tenant acme");
    assertEquals(1, withdrawn.code(), withdrawn.out());
    assertTrue(withdrawn.err().contains("this release cannot read newer v1"), withdrawn.err());
  }

  @Test
  void aTenantsWordIsTakenBackAlsoWhereTheWordForAllHasNoTextAnyMore() throws Exception {
    done("publish " + refusals("textless", 1, 4));
    done("publish " + refusals("textless", 2, 5));
    PatternTopic topic =
        new PatternTopic(KafkaAccess.to(scene.bootstrapServers()), new Topics(PREFIX));
    topic.promote(
        PatternBook.ALL_TENANTS,
        "textless",
        3,
        Mode.ENFORCE,
        "ana",
        "it was taken from the topic",
        InstantSource.system());
    done("promote textless --version 1 --to shadow --tenant acme");
    Shell.Ran withdrawn = patterns("withdraw textless --tenant acme");
    assertEquals(0, withdrawn.code(), withdrawn.out() + withdrawn.err());
    assertTrue(withdrawn.out().contains("as for all tenants: shadow, v2"), withdrawn.out());
  }

  private static void promoteNewer(PatternTopic topic) throws InterruptedException {
    topic.promote(
        PatternBook.ALL_TENANTS, "newer", 1, Mode.ENFORCE, "ana", "trial", InstantSource.system());
  }

  @Test
  void aRollbackWhoseActionsCannotBeReadChangesNothing() throws Exception {
    scene.write("unread.");
    Topics topics = new Topics("unread.");
    for (int version : List.of(1, 2)) {
      Path file = refusals("kept", version, 3 + version);
      assertEquals(0, patterns("unread.", "publish " + file).code());
      assertEquals(0, patterns("unread.", "promote kept --to enforce").code());
    }
    try (Admin admin = KafkaAccess.to(scene.bootstrapServers()).admin()) {
      admin.deleteTopics(List.of(topics.actions())).all().get();
    }
    Shell.Ran ran = patterns("unread.", "rollback kept --revoke-actions --yes");
    assertEquals(1, ran.code(), ran.out() + ran.err());
    assertTrue(ran.err().contains("there is no topic " + topics.actions()), ran.err());
    List<PatternTopic.Row> rows = rows("unread.", "kept");
    assertEquals(2, ((BookRow.Pointer) rows.get(rows.size() - 1).row()).version());
  }

  @Test
  void aRollbackWhoseActionsCannotBeRevokedTellsWhatIsDoneAndWhatIsNot() throws Exception {
    EnforcementAction action =
        EnforcementAction.newBuilder(
                TopicScene.action(
                    "a",
                    "3123456789abcdef0123456789abcdef",
                    ActionKind.THROTTLE,
                    1,
                    ActionState.ACTIVE,
                    TopicScene.FAR,
                    null))
            .setPatternId("bound")
            .setPatternVersion(2)
            .build();
    scene.write("bound.", action);
    for (int version : List.of(1, 2)) {
      Path file = refusals("bound", version, 3 + version);
      assertEquals(0, patterns("bound.", "publish " + file).code());
      assertEquals(0, patterns("bound.", "promote bound --to enforce").code());
    }
    set(new Topics("bound.").feedback(), "max.message.bytes", "10");
    Shell.Ran ran = patterns("bound.", "rollback bound --revoke-actions --yes --output json");
    assertEquals(3, ran.code(), ran.out() + ran.err());
    assertTrue(ran.out().contains("\"version\":1,\"mode\":\"enforce\",\"revoked\":0"), ran.out());
    assertTrue(ran.err().contains("is not shelved"), ran.err());
    assertTrue(ran.err().contains("stops v1, which has to be promoted again after it"), ran.err());
    assertTrue(
        ran.err().contains("'stillwatch actions revoke --pattern bound' ends them"), ran.err());
  }

  @Test
  void aRollbackForAllRevokesNothingOfTenantsThatGoOn() throws Exception {
    EnforcementAction action =
        EnforcementAction.newBuilder(
                TopicScene.action(
                    "a",
                    "0123456789abcdef0123456789abcdef",
                    ActionKind.THROTTLE,
                    1,
                    ActionState.ACTIVE,
                    TopicScene.FAR,
                    null))
            .setPatternId("revoked")
            .setPatternVersion(2)
            .build();
    EnforcementAction ofAcme =
        EnforcementAction.newBuilder(action)
            .setTenant("acme")
            .setActionId("1123456789abcdef0123456789abcdef")
            .build();
    scene.write(PREFIX, action, ofAcme);
    done("publish " + refusals("revoked", 1, 4));
    done("promote revoked --to enforce");
    done("publish " + refusals("revoked", 2, 5));
    done("promote revoked --to enforce");
    done("promote revoked --to enforce --tenant acme");
    Shell.Ran asked = patterns("rollback revoked --revoke-actions");
    assertTrue(asked.out().contains("1 action of revoked v2 in force"), asked.out());
    assertTrue(asked.out().contains("of tenant default"), asked.out());
    Shell.Ran ofOne = patterns("rollback revoked --revoke-actions --tenant acme");
    assertTrue(ofOne.out().contains("of tenant acme"), ofOne.out());
  }

  @Test
  void whatIsDoneAndCannotBeAuditedIsSaidToBeDone() throws Exception {
    EnforcementAction action =
        EnforcementAction.newBuilder(
                TopicScene.action(
                    "a",
                    "2123456789abcdef0123456789abcdef",
                    ActionKind.THROTTLE,
                    1,
                    ActionState.ACTIVE,
                    TopicScene.FAR,
                    null))
            .setPatternId("audited")
            .build();
    scene.write("audit.", action);
    set(new Topics("audit.").audit(), "max.message.bytes", "10");
    for (String verb :
        List.of(
            "publish " + refusals("audited", 1, 4),
            "promote audited --to enforce",
            "rollback audited --revoke-actions --yes")) {
      Shell.Ran ran = patterns("audit.", verb);
      assertTrue(ran.err().contains("it is in force; the audit entry could not"), ran.err());
      assertFalse(ran.err().contains("create the topics"), ran.err());
      assertEquals(3, ran.code(), verb);
    }
    assertEquals(3, rows("audit.", "audited").size());
    Shell.Ran left = scene.run("audit.", "actions list");
    assertFalse(left.out().contains("THROTTLE"), left.out() + left.err());
  }
}
