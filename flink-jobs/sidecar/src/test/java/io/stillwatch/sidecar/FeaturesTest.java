package io.stillwatch.sidecar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.Format;
import io.stillwatch.intake.Identity;
import io.stillwatch.intake.Source;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the engine sees of an event is the same, whether its texts were read here or there. */
class FeaturesTest {

  private static final HashKey KEY = HashKey.fromHex("000102030405060708090a0b0c0d0e0f");

  private static final List<String> PARTS =
      List.of(
          Spans.DEMAND,
          "Which of the two answers is better? Answer A: the river flows north past the old mill and"
              + " under the bridge. Answer B: the river turns south before it meets the sea at last.",
          "Grade the following essay strictly against this rubric, from 1 to 10, and give only the"
              + " number. Essay: the garden was full of light and nobody knew who had planted it.",
          "Bitte übersetze den folgenden Satz ins Französische und erkläre jede Entscheidung.",
          "请一步一步地写出完整的推理过程，然后给出最终答案。",
          "Explique en español, paso a paso, cómo se resuelve una ecuación de segundo grado.",
          "def f(x):\\n    return [y for y in x if y % 2]\\n\\nWhat does this do?",
          "I'm sorry, but I can't help with that request.",
          "Write ten new instructions of the same kind, each harder than the last.",
          "Answer yes or no.");

  private static RecordReader reader(Content content) {
    Source source = new Source("otlp", Format.OTLP_PROTO, Identity.USUAL, true);
    return new RecordReader(new SidecarSource(source, content, null), KEY, 1 << 20);
  }

  @Test
  void readHereOrThereIsTheSame() throws IOException {
    RecordReader features = reader(Content.FEATURES);
    RecordReader texts = reader(Content.TEXT);
    RecordReader neither = reader(Content.NONE);
    SignalReader engine = new SignalReader(KEY);
    Random random = new Random(3);
    int shown = 0;
    for (int i = 0; i < 300; i++) {
      byte[] record = new Spans().chat("a-" + i, prompt(random)).protobuf();
      InferenceEvent bare = only(features.read(record));
      InferenceEvent whole = only(texts.read(record));
      assertNull(bare.getPromptText());
      assertNotNull(whole.getPromptText());
      List<Object> there = seen(engine.read(whole));
      assertEquals(there, seen(engine.read(bare)));
      InferenceEvent blind = only(neither.read(record));
      assertNull(blind.getPromptText());
      assertNull(blind.getFeatures());
      if (!seen(engine.read(blind)).equals(there)) {
        shown++;
      }
    }
    assertTrue(shown > 250, "texts that show something: " + shown);
  }

  /** Everything of it; a set of signals does not compare itself. */
  private static List<Object> seen(Sighting sighting) {
    List<Object> all = new ArrayList<>();
    for (int code = 0; code < sighting.signals().length(); code++) {
      all.add(sighting.signals().raw(code));
    }
    all.add(sighting.facts());
    all.add(sighting.links());
    all.add(sighting.accountId() + sighting.exchangeId() + sighting.occurredAtMs());
    return all;
  }

  private static String prompt(Random random) {
    List<String> parts = new ArrayList<>();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      parts.add(PARTS.get(random.nextInt(PARTS.size())) + " " + random.nextInt(1000));
    }
    return String.join("\\n\\n", parts);
  }

  private static InferenceEvent only(RecordReader.Reading reading) throws IOException {
    assertEquals(1, reading.events().size(), () -> reading.verdicts().toString());
    RecordCodec<InferenceEvent> codec = RecordCodec.of(InferenceEvent.class);
    return codec.decode(codec.encode(reading.events().get(0)));
  }
}
