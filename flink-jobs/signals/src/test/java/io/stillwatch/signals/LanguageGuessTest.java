package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageGuessTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | The pump is old and the crew knows what to do with it.",
        "es | La bomba es vieja y la tripulación sabe qué hacer con ella.",
        "fr | La pompe est vieille et les marins ne savent pas quoi en faire.",
        "de | Die Pumpe ist alt und die Mannschaft weiß nicht, was sie damit tun soll.",
        "pt | A bomba é velha e a tripulação não sabe o que fazer com uma peça dessas.",
        "it | La pompa è vecchia e gli uomini non sanno che cosa fare con un pezzo come questo.",
        "nl | De pomp is oud en het is niet duidelijk wat de mannen met een klep van dat soort doen.",
        "ru | Насос старый, и команда не знает, что с ним делать.",
        "zh | 水泵很旧了，我们不知道这个是什么问题。",
        "ja | ポンプは古く、どうすればよいのか誰にも分かりません。",
      })
  void theMainLanguageIsToldByItsSmallWords(String language, String text) {
    assertEquals(language, Texts.of(text).language());
  }

  @Test
  void whatHasNoLanguageIsToldSo() {
    assertNull(Texts.of("").language());
    assertNull(Texts.of("int x = 17; return y[3];").language());
    assertNull(Texts.of("Paris Rome Oslo").language());
  }

  @Test
  void onlyTheFirstWordsAreLookedAt() {
    String silent = Reading.words("w", SignalLimits.LANGUAGE_WORDS_MAX);
    assertNull(Texts.of(silent + "the and of to is in that it for").language());
    String spoken =
        "the and of to is in that it for you with are this be have what how was which from an or ";
    assertEquals(
        "en",
        Texts.of(spoken + Reading.words("w", SignalLimits.LANGUAGE_WORDS_MAX - 22) + "le la les de")
            .language());
  }

  @Test
  void whatTheProducerToldWinsAndTheSidecarTellsTheSame() {
    SignalReader reader = new SignalReader(Reading.KEY);
    var event = Reading.event(null, "The pump is old and the crew knows what to do with it.");
    assertEquals("en", reader.read(event).facts().text(Fact.LANGUAGE));
    assertEquals("en", reader.features(event).getLanguage());
    var told = Reading.event(null, "The pump is old and the crew knows what to do with it.");
    told.setFeatures(io.stillwatch.schemas.Features.newBuilder().setLanguage("fy").build());
    assertEquals("fy", reader.read(told).facts().text(Fact.LANGUAGE));
  }
}
