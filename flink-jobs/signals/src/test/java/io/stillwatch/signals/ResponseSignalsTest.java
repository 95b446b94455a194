package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.Attestation;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.RequestParams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the response, its counts and the request's settings show. */
class ResponseSignalsTest {

  private static final SignalReader READER = new SignalReader(Reading.KEY);

  private static InferenceEvent answer(String text) {
    InferenceEvent event = Reading.event(null, null);
    event.setPhase(Phase.RESPONSE);
    event.setResponseText(text);
    return event;
  }

  private static double score(String signal, InferenceEvent event) {
    return READER.read(event).signals().score(READER.catalog().code(signal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I'm sorry, but I can't help with that request.",
        "Lo siento, pero no puedo ayudarte con eso.",
        "Je suis désolé, mais je ne peux pas répondre à cette question.",
        "Es tut mir leid, dabei kann ich nicht helfen.",
        "Sinto muito, mas não posso ajudar com isso.",
        "Извините, я не могу помочь с этим запросом.",
        "很抱歉，我无法提供这方面的帮助。",
        "申し訳ありませんが、その内容はお手伝いできません。",
      })
  void aRefusalIsKnownInEveryLanguage(String text) {
    assertTrue(score("refusal", answer(text)) >= 0.5, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "You can't park there on Sundays, but the next street is free.",
        "No hay pan, lo siento, pero la tienda abre a las ocho.",
        "Die Tür lässt sich nicht öffnen, weil das Schloss klemmt.",
        "Магазин закрыт, но завтра откроется в девять.",
        "商店今天关门，明天九点开门。",
      })
  void badNewsIsNoRefusal(String text) {
    assertTrue(score("refusal", answer(text)) < 0.3, text);
  }

  @Test
  void whatTheProducerReportsOfARefusalDecides() {
    InferenceEvent event = answer("I'm sorry, but I can't help with that request.");
    event.setRefused(false);
    assertEquals(0, score("refusal", event));
    event.setRefused(true);
    assertEquals(1, score("refusal", event));
    InferenceEvent filtered = answer("");
    filtered.setFinishReason("content_filter");
    assertEquals(0.9, score("refusal", filtered));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<think>Six boats carry four each. Wait, one is away. Therefore twenty.</think> The answer is 20.",
        "<razonamiento>Seis barcas. Espera, falta una. Por lo tanto veinte.</razonamiento> La respuesta es 20.",
        "<raisonnement>Six barques. Attends, il en manque une. Donc vingt.</raisonnement> La réponse est 20.",
        "<denken>Sechs Boote. Warte, eines fehlt. Daher zwanzig.</denken> Die Antwort ist 20.",
        "<raciocinio>Seis barcos. Espere, falta um. Portanto vinte.</raciocinio> A resposta é 20.",
        "<рассуждение>Шесть лодок. Подожди, одной нет. Следовательно, двадцать.</рассуждение> Ответ: 20.",
        "<思考>六条船。等等，少一条。因此是二十。</思考>答案是20。",
        "<思考>船は六隻。待って、一隻ない。したがって二十。</思考>答えは20です。",
      })
  void aTraceInTagsIsStrong(String text) {
    assertTrue(score("reasoning_trace", answer(text)) >= 0.6, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The shop opens at nine and closes at six.",
        "Step 1: unscrew the lid. Step 2: pour in the water.",
        "El pan lleva harina, agua y sal.",
        "面包需要面粉、水和盐。",
      })
  void anAnswerOrAGuideIsNoTrace(String text) {
    assertTrue(score("reasoning_trace", answer(text)) < 0.3, text);
  }

  @ParameterizedTest
  @CsvSource({"8000,100,0.9,1", "300,300,0.2,0.4", "20,900,0,0.05", "0,900,0,0", "900,0,0,0"})
  void theShareOfReasoningGrowsWithItsTokens(long reasoning, long rest, double from, double to) {
    InferenceEvent event = answer("x");
    event.setReasoningTokens(reasoning);
    event.setOutputTokens(rest == 0 ? 0 : reasoning + rest);
    double score = score("reasoning_share", event);
    assertTrue(score >= from && score <= to, score + "");
  }

  @ParameterizedTest
  @CsvSource({
    "900,1,0,1,1",
    "900,4,0,1,1",
    "900,18,0,0.4,0.6",
    "900,32,0,0,0",
    "150,1,0,0,0",
    "151,1,0,0.001,0.1",
    "900,500,498,1,1",
    "900,0,0,0,0"
  })
  void aVerdictIsShortAndItsPromptLong(
      long input, long output, long reasoning, double from, double to) {
    InferenceEvent event = answer("x");
    event.setInputTokens(input);
    event.setOutputTokens(output);
    event.setReasoningTokens(reasoning);
    double score = score("tiny_verdict", event);
    assertTrue(score >= from && score <= to, score + "");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0,1,0,0",
    "0,0,,0,0",
    "1,0,,0.01,0.1",
    "5,0,,0.2,0.3",
    "20,0,,0.5,0.5",
    "20,0,1,0.6,0.7",
    "0,16,,0.4,0.4",
    "20,300,1,0.75,0.9",
    "-3,-7,1,0,0"
  })
  void logitsThatAreAskedForAreAProbe(
      int logprobs, int bias, Integer maxTokens, double from, double to) {
    InferenceEvent event = Reading.event(null, "The first letter is");
    event.setParams(
        RequestParams.newBuilder()
            .setTopLogprobs(logprobs)
            .setLogitBiasSize(bias)
            .setMaxTokens(maxTokens == null ? null : (long) maxTokens)
            .build());
    double score = score("logit_probe", event);
    assertTrue(score >= from && score <= to, score + "");
  }

  @Test
  void whatIsAttestedEqualsWhereItIsTheSame() {
    long first = attested("w1", "c1", 64, "v1");
    assertNotEquals(0, first);
    assertEquals(first, attested("w1", "c1", 64, "v2"));
    assertNotEquals(first, attested("w2", "c1", 64, "v1"));
    assertNotEquals(first, attested("w1", "c2", 64, "v1"));
    assertNotEquals(first, attested("w1", "c1", 32, "v1"));
    assertEquals(0, READER.read(answer("x")).signals().hash(READER.catalog().code("attested")));
  }

  private static long attested(String weights, String config, int experts, String version) {
    InferenceEvent event = answer("x");
    event.setModel("m-1");
    event.setAttestation(
        Attestation.newBuilder()
            .setWeightsDigest(weights)
            .setConfigDigest(config)
            .setExpertCount(experts)
            .setVersion(version)
            .build());
    return READER.read(event).signals().hash(READER.catalog().code("attested"));
  }
}
