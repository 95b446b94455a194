package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PackedTextTest {

  private static final String HALF_A_PAIR = "\ud83d";

  @Test
  void anyTextComesBackAsItWasAndTheNextBeginsWhereItEnds() {
    String[] texts = {
      "", "a", "\u00e9\u00ff", "\u0100", "x\ud83d\ude00", HALF_A_PAIR, "y".repeat(70_000)
    };
    for (String text : texts) {
      byte[] bytes = new byte[3 + PackedText.bytesMax(text)];
      int end = PackedText.put(bytes, 3, text);
      assertEquals(end, PackedText.end(bytes, 3), text);
      assertEquals(text, PackedText.get(bytes, 3));
    }
  }

  @Test
  void itIsWrittenAsItAlwaysWas() {
    byte[] narrow = new byte[6];
    assertEquals(6, PackedText.put(narrow, 0, "a\u00ff"));
    assertArrayEquals(new byte[] {4, 0, 0, 0, 'a', -1}, narrow);
    byte[] wide = new byte[8];
    assertEquals(8, PackedText.put(wide, 0, "a\u0100"));
    assertArrayEquals(new byte[] {5, 0, 0, 0, 0, 'a', 1, 0}, wide);
  }
}
