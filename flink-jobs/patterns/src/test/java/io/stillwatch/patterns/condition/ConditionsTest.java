package io.stillwatch.patterns.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.Anchor;
import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.Field;
import io.stillwatch.patterns.Traffic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a condition's author is told, and what an index is told of it. */
class ConditionsTest {

  private static final FieldCatalog CATALOG = FieldCatalog.ofLooks(Traffic.CATALOG);
  private static final Conditions CONDITIONS = new Conditions(CATALOG);

  private static Compiled.Ok ok(String text) {
    return assertInstanceOf(
        Compiled.Ok.class, CONDITIONS.compile(text, List.of("first")), () -> text);
  }

  private static List<Flaw> flaws(String text) {
    return assertInstanceOf(Compiled.Bad.class, CONDITIONS.compile(text, List.of("first"))).flaws();
  }

  private static List<String> anchors(String text) {
    return ok(text).condition().anchors().stream()
        .map(a -> a.field().name() + " " + a.test() + " " + bits(a))
        .sorted()
        .toList();
  }

  private static String bits(Anchor anchor) {
    return switch (anchor.field().type()) {
      case DOUBLE -> String.valueOf(Double.longBitsToDouble(anchor.bits()));
      case TEXT -> anchor.test() == Anchor.Test.EQUAL ? "#" : "";
      default -> String.valueOf(anchor.bits());
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "account.segment == 'chatt'",
        "'chatt' != account.segment",
        "account.segment in ['batch', 'chatt']"
      })
  void aSegmentThatThereIsNotIsRefusedWithThoseThatThereAre(String text) {
    Flaw flaw = flaws(text).get(0);
    assertEquals(
        "account.segment is one of judge, agent, chat, evaluation, batch, mixed", flaw.message());
    assertEquals(text.indexOf("'chatt'"), flaw.offset());
  }

  @Test
  void aSegmentIsLookedUp() {
    assertEquals(List.of("account.segment EQUAL #"), anchors("account.segment == 'chat'"));
    assertEquals(2, anchors("account.segment in ['chat', 'batch']").size());
  }

  @Test
  void aSurgeIsAbsentAtFirstAndKnownToHaveABound() {
    assertEquals(
        List.of("account.output_surge AT_LEAST 10.0"), anchors("account.output_surge >= 10.0"));
    assertTrue(ok("account.output_surge >= 30.5").constant());
    assertTrue(!ok("account.output_surge >= 0.0").constant(), "it may be absent");
    assertTrue(!ok("has(account.output_surge)").constant());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "event.modle == 'a' ; 0 ; event.model",
        "true && event.inputTokens > 1 ; 8 ; event.input_tokens",
        "model == 'a' ; 0 ; event.model",
        "signal.cot_elicitaton > 0.5 ; 0 ; signal.cot_elicitation",
        "first.event.modl == event.model ; 0 ; first.event.model",
        "event.session_id == 'a' ; 0 ; has(event.session_id)",
        "event.turns = 1 ; 12 ; ==",
        "has(event.seed) ; 4 ; event.params.seed",
        "event.refused and event.turns == 1 ; 14 ; &&",
        "event.refused or event.turns == 1 ; 14 ; ||",
        "event.refused & event.refused ; 14 ; &&",
      })
  void aSlipIsMetWithWhatWasMeant(String text, int offset, String suggestion) {
    Flaw flaw = flaws(text).get(0);
    assertEquals(suggestion, flaw.suggestion(), flaw.message());
    assertEquals(offset, flaw.offset(), flaw.message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "event.turns == 'a' ; a whole number cannot be compared with a text",
        "event.model == 1 ; a text cannot be compared with a whole number",
        "event.refused > true ; only == and != do",
        "first.event.model < event.model ; only == and != do",
        "event.turns ; must be true or false, this is a whole number",
        "event.turns && true ; stands between truth values",
        "!event.turns ; stands before a truth value",
        "event.turns + 1.5 > 2.0 ; write double(...)",
        "event.model + 'a' == 'b' ; two numbers of one kind",
        "event.params.top_p % 2.0 == 0.0 ; '%' divides whole numbers",
        "event.refused ? true : false ; (a && b) || (!a && c)",
        "[1,2].exists(x, x == event.turns) ; macro exists()",
        "event.model[0] == 'a' ; fields are asked for by name",
        "{'a': 1} == {'a': 1} ; maps are not part",
        "event.turns == 1u ; leave the u away",
        "event.model == null ; has(field)",
        "event.model == b'a' ; leave the b away",
        "event.turns in [event.status] ; must hold constants",
        "event.turns in ['a'] ; must hold constants",
        "event.turns in [] ; empty list",
        "event.turns in event.model ; list of constants",
        "event.model.startsWith(event.region) ; constant text",
        "event.turns.startsWith('a') ; asked of a text",
        "event.model.matches('(') ; regular expression cannot be read",
        "string(event.turns) == '1' ; only double() and int() convert",
        "event.model.lowerAscii() == 'a' ; there is no function lowerAscii()",
        "size(1) == 1 ; size() takes a text",
        "int('1') == 1 ; int() takes a number",
        "has(event.params) ; group of them",
        "event.params == 1 ; group of them",
        "second.event.model == 'a' ; there is no field",
        "zzzzzzzzzzzz == 1 ; fields begin with account., event., signal.",
        "has(true) ; has() takes one field",
        "event.turns == ; cannot be read",
        "event.client.ip == '192.0.2.1' ; kept out of conditions",
        "event.prompt_text == 'a' ; dropped",
      })
  void whatIsNotTakenIsRefusedWithAReason(String text, String part) {
    List<Flaw> flaws = flaws(text);
    assertTrue(flaws.get(0).message().contains(part), flaws.toString());
  }

  @Test
  void everyFlawIsToldAtOnceInTheOrderOfTheText() {
    List<Flaw> flaws = flaws("event.modle == 'a' && event.turnss > 1 && event.status == 'b'");
    assertEquals(3, flaws.size(), flaws.toString());
    assertEquals(List.of(0, 22, 55), flaws.stream().map(Flaw::offset).toList());
  }

  @Test
  void offsetsCountCharsAlsoAfterWhatTakesTwo() {
    assertEquals(23, flaws("event.model == '😀' || event.x1y2z3").get(0).offset());
    assertEquals(18, flaws("event.refused\n && event.x1y2z3").get(0).offset());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "false && event.refused",
        "event.refused || true",
        "1 / 0 == 1",
        "signal.cot_elicitation >= 0.0",
        "signal.cot_elicitation > 1",
        "signal.cot_elicitation == 80",
        "has(signal.cot_elicitation)",
        "account.exchanges_day < 0.0",
        "'a'.startsWith('a')",
        "1 in [1, 2]",
        "!(signal.cot_elicitation <= 1.0)",
        "2 + 2 == 4",
      })
  void whatIsTheSameOnEveryLookIsSaidToBe(String text) {
    assertTrue(ok(text).constant());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event.refused || !event.refused",
        "signal.cot_elicitation >= 0.8",
        "signal.cot_elicitation > 0",
        "has(event.model)",
        "event.turns >= 0",
        "first.event.turns == 1",
        "has(first.event.turns)",
        "account.exchanges_day >= 1",
      })
  void whatDependsOnTheLookIsNot(String text) {
    assertTrue(!ok(text).constant());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "signal.cot_elicitation >= 0.8 ; [signal.cot_elicitation AT_LEAST 0.8]",
        "0.8 <= signal.cot_elicitation ; [signal.cot_elicitation AT_LEAST 0.8]",
        "event.status == 429 ; [event.status EQUAL 429]",
        "event.status == 429.0 ; [event.status EQUAL 429]",
        "event.status > 428.5 ; [event.status AT_LEAST 429]",
        "event.status < 3 ; [event.status AT_MOST 2]",
        "event.params.temperature == 1 ; [event.params.temperature EQUAL 1.0]",
        "event.refused ; [event.refused EQUAL 1]",
        "event.refused == false ; [event.refused EQUAL 0]",
        "has(event.model) ; [event.model PRESENT ]",
        "event.model == 'a' ; [event.model EQUAL #]",
        "event.turns in [3, 4] ; [event.turns EQUAL 3, event.turns EQUAL 4]",
        "event.turns >= 3 && event.status == 200 ; [event.status EQUAL 200]",
        "has(event.model) && event.turns >= 3 ; [event.turns AT_LEAST 3]",
        "event.turns == 3 || event.refused ; [event.refused EQUAL 1, event.turns EQUAL 3]",
        "event.turns == 3 || event.status != 200 ; []",
        "!(event.turns == 3) ; []",
        "event.turns != 3 ; []",
        "event.model.startsWith('a') ; [event.model PRESENT ]",
        "signal.pair == first.signal.pair ; [signal.pair PRESENT 0]",
        "first.event.turns == 3 ; []",
      })
  void whatItNeedsAtLeastIsTold(String text, String expected) {
    assertEquals(expected, anchors(text).toString());
  }

  @Test
  void whatItAsksOfEarlierStepsIsListedOnce() {
    Condition condition =
        ok("signal.pair == first.signal.pair && event.model != first.event.model"
                + " && first.signal.pair > 0")
            .condition();
    assertEquals(
        "[first signal.pair, first event.model]",
        condition.captures().stream()
            .map(c -> c.step() + " " + c.field().name())
            .toList()
            .toString());
  }

  @Test
  void theCatalogueHasEveryNameAndFindsTheNearest() {
    assertEquals(36 + Traffic.CATALOG.all().size() + 2 + 24 + 5, CATALOG.all().size());
    Field field = CATALOG.find("event.params.n");
    assertNotNull(field);
    assertEquals(Field.Type.INT, field.type());
    assertNull(CATALOG.find("event.client.ip"));
    assertEquals("account.exchanges_day", CATALOG.suggest("account.exchange_day"));
    assertEquals(field, FieldCatalog.ofLooks(Traffic.CATALOG).find("event.params.n"));
    assertThrows(IllegalArgumentException.class, () -> FieldCatalog.of(List.of(field, field)));
  }

  @Test
  void aStepNamedAsAGroupOfFieldsDoesNotHideThem() {
    assertInstanceOf(
        Compiled.Ok.class, CONDITIONS.compile("event.model == 'a'", List.of("event", "high-vol")));
  }
}
