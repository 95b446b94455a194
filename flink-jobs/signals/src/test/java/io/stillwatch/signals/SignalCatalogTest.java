package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.InferenceEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignalCatalogTest {

  record Fake(int code, String name, Kind kind, Side side, long value) implements Signal {
    Fake(int code, String name) {
      this(code, name, Kind.SCORE, Side.PROMPT, 0);
    }

    @Override
    public long read(Texts texts, InferenceEvent event) {
      return value;
    }
  }

  @Test
  void theInstalledSignalsKeepTheirCodesNamesAndKinds() {
    StringBuilder all = new StringBuilder();
    for (Signal signal : SignalCatalog.installed().all()) {
      all.append(signal.code()).append(' ').append(signal.name()).append(' ');
      all.append(signal.kind()).append(' ').append(signal.side()).append('\n');
    }
    assertEquals(
        """
        0 cot_elicitation SCORE PROMPT
        1 pair HASH PROMPT
        2 prompt HASH PROMPT
        3 rubric_grading SCORE PROMPT
        4 skeleton HASH PROMPT
        5 params HASH PROMPT
        6 tail HASH PROMPT
        7 near_skeleton HASH PROMPT
        8 question HASH PROMPT
        9 sketch SKETCH PROMPT
        10 preference_judging SCORE PROMPT
        11 instruction_generation SCORE PROMPT
        12 sensitive_rewrite SCORE PROMPT
        13 decision_with_reasons SCORE PROMPT
        14 tool_harvest SCORE PROMPT
        15 language_split SCORE PROMPT
        16 prefix HASH PROMPT
        17 opening HASH PROMPT
        18 logit_probe SCORE PROMPT
        20 reasoning_share SCORE RESPONSE
        21 tiny_verdict SCORE RESPONSE
        22 refusal SCORE RESPONSE
        23 reasoning_trace SCORE RESPONSE
        24 attested HASH RESPONSE
        """,
        all.toString());
  }

  @Test
  void findsByNameAndByCode() {
    SignalCatalog catalog = SignalCatalog.of(List.of(new Fake(7, "seven"), new Fake(2, "two")));
    assertEquals(8, catalog.width());
    assertSame(catalog.byName("seven"), catalog.byCode(7));
    assertEquals("two", catalog.all().get(0).name());
    assertNull(catalog.byCode(3));
    assertNull(catalog.byCode(-1));
    assertNull(catalog.byCode(8));
    assertNull(catalog.byName("three"));
  }

  @Test
  void namesEveryClash() {
    List<Fake> bad =
        List.of(new Fake(1, "a"), new Fake(1, "b"), new Fake(2, "a"), new Fake(3, "Not Snake"));
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> SignalCatalog.of(bad)).getMessage());
    assertTrue(message.contains("code 1 is taken by a"), message);
    assertTrue(message.contains("name 'a' is taken by code 1"), message);
    assertTrue(message.contains("'Not Snake'"), message);
  }

  @Test
  void codesStayWithinTheirLimit() {
    int max = SignalLimits.CODE_MAX;
    assertEquals(max, SignalCatalog.of(List.of(new Fake(max - 1, "a"))).width());
    assertEquals(max + 1, SignalCatalog.of(List.of(new Fake(max, "a"))).width());
    assertThrows(
        IllegalArgumentException.class, () -> SignalCatalog.of(List.of(new Fake(max + 1, "a"))));
    assertThrows(
        IllegalArgumentException.class, () -> SignalCatalog.of(List.of(new Fake(-1, "a"))));
  }
}
