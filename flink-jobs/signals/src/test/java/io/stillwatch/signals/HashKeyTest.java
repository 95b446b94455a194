package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** SipHash-2-4 against its authors' vectors, and what a key promises. */
class HashKeyTest {

  /** Hashes of 00, 00 01, 00 01 02 ... under the key 00 01 .. 0f, as bytes in order. */
  private static final String[] VECTORS = {
    "310e0edd47db6f72", "fd67dc93c539f874", "5a4fa9d909806c0d", "2d7efbd796666785",
    "b7877127e09427cf", "8da699cd64557618", "cee3fe586e46c9cb", "37d1018bf50002ab",
    "6224939a79f5f593", "b0e4a90bdf82009e", "f3b9dd94c5bb5d7a", "a7ad6b22462fb3f4",
    "fbe50e86bc8f1e75", "903d84c02756ea14", "eef27a8e90ca23f7", "e545be4961ca29a1",
  };

  @Test
  void agreesWithTheVectorsOfItsAuthors() {
    for (int length = 0; length < VECTORS.length; length++) {
      byte[] input = new byte[length];
      for (int i = 0; i < length; i++) {
        input[i] = (byte) i;
      }
      long expected = Long.reverseBytes(HexFormat.fromHexDigitsToLong(VECTORS[length]));
      assertEquals(expected, Reading.KEY.hash(input), "input of " + length + " bytes");
    }
  }

  @Test
  void hashesATextAsItsUtf8Bytes() {
    String[] texts = {
      "", "abc", "Größe", "日本語の文", "\uD83D\uDE00 smile", "lone \uD83D here", "\uDE00"
    };
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertEquals(Reading.KEY.hash(bytes), Reading.KEY.hash(text), text);
    }
  }

  @Test
  void addsALongAtAnyOffsetAsItsEightBytes() {
    Random random = new Random(7);
    for (int offset = 0; offset < 9; offset++) {
      long value = random.nextLong();
      SipHash whole = new SipHash().start(Reading.KEY);
      SipHash bytes = new SipHash().start(Reading.KEY);
      for (int i = 0; i < offset; i++) {
        whole.add((byte) i);
        bytes.add((byte) i);
      }
      whole.add(value).add((byte) 9);
      for (int i = 0; i < 8; i++) {
        bytes.add((byte) (value >>> 8 * i));
      }
      bytes.add((byte) 9);
      assertEquals(bytes.end(), whole.end(), "offset " + offset);
    }
  }

  @Test
  void sealsDifferentlyUnderAnotherKeyAndKeepsNone() {
    HashKey other = HashKey.fromHex("0f0102030405060708090a0b0c0d0e00");
    assertEquals(0, Reading.KEY.seal(0));
    assertNotEquals(0, Reading.KEY.seal(1));
    assertEquals(Reading.KEY.seal(42), Reading.KEY.seal(42));
    assertNotEquals(Reading.KEY.seal(42), other.seal(42));
    assertNotEquals(Reading.KEY.seal(42), Reading.KEY.seal(43));
  }

  @Test
  void refusesAKeyThatIsNot32HexDigitsAndSaysWhatToDo() {
    for (String bad : new String[] {"", "00", "0".repeat(31), "0".repeat(33), "g".repeat(32)}) {
      IllegalArgumentException error =
          assertThrows(IllegalArgumentException.class, () -> HashKey.fromHex(bad));
      assertTrue(String.valueOf(error.getMessage()).contains("openssl rand -hex 16"));
    }
  }

  @Test
  void aKeyDoesNotShowItselfInALog() {
    assertFalse(Reading.KEY.toString().contains("01"));
  }

  @Test
  void anExchangeHashIsPublicAndWrittenInSixteenDigits() {
    long hash = ExchangeHash.of("exchange-1");
    assertEquals(HashKey.fromHex("0".repeat(32)).hash("exchange-1"), hash);
    assertNotEquals(0, ExchangeHash.of(""));
    assertEquals("000000000000002a", ExchangeHash.hex(42));
    assertEquals("ffffffffffffffff", ExchangeHash.hex(-1));
  }
}
