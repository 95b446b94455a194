package io.stillwatch.patterns.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.BookView.CampaignEntry;
import io.stillwatch.patterns.CampaignForm;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.campaign.CampaignWeights;
import io.stillwatch.patterns.campaign.Clue;
import io.stillwatch.patterns.campaign.Tie;
import io.stillwatch.patterns.language.Vetted.Passed;
import io.stillwatch.patterns.language.Vetted.Refused;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Patterns of campaign scope: read, vetted by their own tests, and kept in one book with others.
 */
class CampaignPatternTest {

  private static final String ID = "accounts-acting-as-one";

  private static final String CONDITION_ONLY =
      """
      apiVersion: stillwatch.io/v1
      kind: Pattern
      metadata: {id: many-payers, version: 1, title: t, owner: o}
      spec:
        scope: campaign
        blindSpots: b
        explanation: e
        match: {when: campaign.parties >= 20 && member.age_hours < 48.0 && member.proven}
        action: {kind: THROTTLE, lasts: 12h, reasonCode: shared-payer, parameters: {requests_per_minute: 2}}
        tests:
          fires:
            - name: a new one
              campaign: {parties: 20}
              member: {age_hours: 3.0, proven: true}
          staysQuiet:
            - name: nobody told how old it is
              campaign: {parties: 40}
      """;

  private static String starter() {
    return StarterBook.files().stream()
        .filter(file -> file.name().equals(ID + ".yaml"))
        .findFirst()
        .orElseThrow()
        .source();
  }

  private static Vetted vet(String text) {
    return Vettings.with(new RoomsTrial()).vet("c.yaml", text);
  }

  private static List<String> problems(String text) {
    Vetted vetted = vet(text);
    return assertInstanceOf(Refused.class, vetted, vetted.toString()).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  private static String changed(String text, String from, String to) {
    assertTrue(text.contains(from), from);
    return text.replace(from, to);
  }

  @Test
  void weightsAreReadAsTheyAreWritten() {
    PatternSpec spec = assertInstanceOf(Passed.class, vet(starter())).spec();
    CampaignForm form = assertInstanceOf(CampaignForm.class, spec.form());
    CampaignWeights weights = form.weights();
    assertNotNull(weights);
    assertEquals(0.0006, weights.coincidence(LinkKind.CARD));
    assertEquals(1.0, weights.coincidence(LinkKind.TEMPLATE), "not held against chance");
    assertEquals(8.0, weights.clueMax(Clue.CARDS));
    assertEquals(4.5, weights.member().max(Tie.HAND_OVERS));
    assertEquals(-0.4, weights.member().otherCard());
    assertEquals(2.0, weights.member().habit());
    assertEquals(3, weights.member().queue());
    assertEquals(4, weights.innocent().size());
    assertEquals(ActionKind.CHALLENGE, spec.action().kind());
  }

  @Test
  void aConditionWithoutWeightsIsAPatternToo() {
    PatternSpec spec = assertInstanceOf(Passed.class, vet(CONDITION_ONLY)).spec();
    assertNull(assertInstanceOf(CampaignForm.class, spec.form()).weights());
  }

  @Test
  void noPatternOfCampaignScopeSuspends() {
    String text = changed(CONDITION_ONLY, "THROTTLE", "SUSPEND");
    assertTrue(
        problems(text).get(0).startsWith("c.yaml:9:12 spec.action.kind: belonging to a campaign"),
        problems(text).toString());
    PatternSpec spec = assertInstanceOf(Passed.class, vet(CONDITION_ONLY)).spec();
    PatternSpec.Action action = spec.action();
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new PatternSpec(
                spec.id(),
                1,
                "t",
                "o",
                List.of(),
                spec.meant(),
                spec.listens(),
                spec.form(),
                spec.quiet(),
                1,
                new PatternSpec.Action(
                    ActionKind.SUSPEND, action.duration(), action.parameters(), "r", null, null),
                "e",
                "b"));
  }

  @Test
  void whatIsFeltIsDoneForEvidenceOfTheMembersOwn() {
    String evidence = "campaign.parties >= 20 && member.age_hours < 48.0 && member.proven";
    for (String bare :
        List.of(
            "campaign.parties >= 20 && member.age_hours < 48.0",
            "campaign.one_queue || member.proven",
            "has(member.age_hours) && member.age_hours < 48.0",
            "campaign.parties >= 20 && !member.proven",
            "member.evidence >= 0.0 && member.networks > 3")) {
      String problem = problems(changed(CONDITION_ONLY, evidence, quoted(bare))).get(0);
      assertTrue(
          problem.startsWith(
              "c.yaml:8:11 spec.match.when: can hold for a member that shows nothing"),
          problem);
      assertInstanceOf(
          Passed.class,
          read(
              changed(CONDITION_ONLY, evidence, quoted(bare))
                  .replace("kind: THROTTLE", "kind: OBSERVE")
                  .replace(", parameters: {requests_per_minute: 2}", "")));
    }
    for (String own :
        List.of(
            "member.kinds >= 2 && campaign.parties > 3",
            "member.kinds >= 2 && member.proven",
            "member.tie.card >= 3.0 && campaign.parties >= 20",
            "member.handed_on && member.hand_overs >= 2")) {
      assertEquals(List.of(), warnings(changed(CONDITION_ONLY, evidence, quoted(own))));
    }
    for (String arranged :
        List.of(
            evidence,
            "member.tie.hand_over >= 4.0",
            "campaign.one_queue && member.handed_on",
            "member.tie.template >= 4.0 && campaign.parties >= 20",
            "member.evidence >= 6.0",
            "member.kinds >= 1 && member.tie.program > 2.0")) {
      assertTrue(
          warnings(changed(CONDITION_ONLY, evidence, quoted(arranged)))
              .get(0)
              .contains("is content with one kind of evidence, and one that others can arrange"));
    }
  }

  private static String quoted(String condition) {
    return '"' + condition + '"';
  }

  /** Without its tests, which are for another condition. */
  private static Vetted read(String text) {
    return Vettings.READER.read("c.yaml", text);
  }

  private static List<String> warnings(String text) {
    return assertInstanceOf(Passed.class, read(text)).warnings().stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void itsTestsAreJudgedByItsCondition() {
    assertEquals(
        List.of(
            "c.yaml:16:9 spec.tests.staysQuiet: 'nobody told how old it is' should stay quiet, but"
                + " match.when holds for these values; narrow the condition, or correct the test"),
        problems(
            changed(
                    CONDITION_ONLY,
                    "campaign: {parties: 40}",
                    "{parties: 40}, member: {age_hours: 1.0, proven: true}")
                .replace("        {parties: 40}, ", "        campaign: {parties: 40}\n        ")));
    assertTrue(
        problems(changed(CONDITION_ONLY, "age_hours: 3.0", "age_hours: 300.0"))
            .get(0)
            .contains("should fire, but match.when does not hold for these values"));
  }

  @Test
  void whatDoesNotBelongThereIsToldWithItsPlace() {
    assertTrue(
        problems(changed(CONDITION_ONLY, "campaign.parties >=", "campaign.party >="))
            .get(0)
            .startsWith("c.yaml:8:17 spec.match.when: there is no field 'campaign.party'"));
    assertTrue(
        problems(
                changed(
                    CONDITION_ONLY, "  scope: campaign\n", "  scope: campaign\n  episode: {}\n"))
            .get(0)
            .contains("spec.episode: 'episode' has no place here; the campaign is the episode"));
    assertTrue(
        problems(changed(starter(), "      card: 0.0006\n", "      card: 6\n"))
            .get(0)
            .contains("spec.weights.chance.card: is 6; write a number above 0, up to 1"));
    assertTrue(
        problems(changed(starter(), "    queue: 3\n", ""))
            .get(0)
            .contains("spec.weights.queue: 'queue' is missing"));
    assertTrue(
        problems(changed(starter(), "explains: [network, program]", "explains: [networc]"))
            .get(0)
            .contains("spec.weights.innocent[3].explains[0]: 'networc' is not known here"));
    assertTrue(
        problems(changed(starter(), "otherCard: -0.4", "otherCard: 0.4"))
            .get(0)
            .contains("-50 to 0"));
  }

  @Test
  void aConditionOnExchangesIsNoConditionOnMembers() {
    assertTrue(
        problems(changed(CONDITION_ONLY, "member.age_hours < 48.0", "event.turns < 4"))
            .get(0)
            .contains("there is no field 'event.turns'"));
  }

  private static PatternBook with(PatternBook book, String id, int version, String text) {
    return book.with(new BookRow.Revision(PatternBook.ALL_TENANTS, id, version, text));
  }

  @Test
  void theBookKeepsThemBesideTheOthersAndPointersSayHowFarTheyGo() {
    PatternBook book = with(StarterBook.book(), "many-payers", 1, CONDITION_ONLY);
    assertEquals(List.of(), List.copyOf(book.refusals().values()));
    book = book.with(new BookRow.Pointer("acme", ID, 1, Mode.ENFORCE, 1));
    List<CampaignEntry> acme = book.of("acme").campaigns();
    assertEquals(
        List.of(ID + " ENFORCE", "many-payers SHADOW"),
        acme.stream().map(entry -> entry.pattern().id() + " " + entry.mode()).toList());
    assertEquals(Mode.SHADOW, book.of("other").campaigns().get(0).mode());
    assertTrue(book.of("acme").entries().stream().noneMatch(e -> e.pattern().isOfCampaigns()));
    // A newer version runs beside the one that is pointed to.
    book = with(book, ID, 2, changed(starter(), "  version: 1\n", "  version: 2\n"));
    assertEquals(
        List.of("1 false", "2 true", "1 false"),
        book.of("acme").campaigns().stream()
            .map(entry -> entry.pattern().version() + " " + entry.candidate())
            .toList());
    book = book.with(new BookRow.Pointer("acme", ID, 1, Mode.OFF, 1));
    assertEquals(1, book.of("acme").campaigns().size());
  }

  @Test
  void onlyOnePatternOfABookBringsWeights() {
    String second = changed(starter(), "  id: " + ID, "  id: another-one");
    PatternBook book = with(StarterBook.book(), "another-one", 1, second);
    assertTrue(
        book.refusals().getOrDefault("another-one@1", "").contains("brings the weights already"));
  }
}
