package io.stillwatch.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8TextTest {

  @Test
  void wellFormedTextIsValidAtEveryOffset() {
    byte[] text = "plain ascii text, Grüße, 世界, 🌍 and again plain".getBytes(UTF_8);
    for (int shift = 0; shift < 9; shift++) {
      byte[] moved = new byte[text.length + shift];
      System.arraycopy(text, 0, moved, shift, text.length);
      assertTrue(Utf8Text.isValid(moved, shift, moved.length));
    }
    assertTrue(Utf8Text.isValid(text, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "c0af",
        "c1bf",
        "c3",
        "e08080",
        "eda080",
        "e282",
        "f0808080",
        "f4908080",
        "f5808080",
        "ff",
        "61f09f8c"
      })
  void illFormedBytesAreNot(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertFalse(Utf8Text.isValid(bytes, 0, bytes.length));
  }

  @Test
  void randomBytesAreJudgedAsTheJdksStrictDecoderJudgesThem() {
    Random random = new Random(7);
    int good = 0;
    for (int trial = 0; trial < 300_000; trial++) {
      byte[] bytes = new byte[random.nextInt(14)];
      for (int i = 0; i < bytes.length; i++) {
        // mostly bytes from which sequences are made, or few would be valid
        int pick = random.nextInt(4);
        bytes[i] =
            (byte)
                (pick == 0
                    ? random.nextInt(256)
                    : pick == 1 ? 0xC0 + random.nextInt(64) : 0x61 + random.nextInt(80));
      }
      boolean expected = strict(bytes);
      good += expected ? 1 : 0;
      assertEquals(
          expected,
          Utf8Text.isValid(bytes, 0, bytes.length),
          () -> HexFormat.of().formatHex(bytes));
    }
    assertTrue(good > 10_000, "too few good ones to mean anything: " + good);
  }

  private static boolean strict(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
