package io.stillwatch.intake.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealKeysTest {

  private static final String KEY = "0123456789abcdef".repeat(4);

  @Test
  void theFirstKeySealsAndAllAreKnown() {
    SealKeys keys = SealKeys.parse("# since May\n b = " + KEY + "\r\n\na=" + KEY + "\n");
    assertEquals("b", keys.first());
    assertNotNull(keys.find("a"));
    assertNull(keys.find("c"));
    assertEquals("keys b, a", keys.toString());
  }

  @Test
  void saysEverythingThatIsWrongAndNoKey() {
    String text =
        "a=" + KEY + "\na=" + KEY + "\nb=1234\nno key\nc d=" + KEY + "\ne=" + "x".repeat(64);
    String told =
        assertThrows(IllegalArgumentException.class, () -> SealKeys.parse(text)).getMessage();
    assertTrue(told.contains("line 2: a second key of this id"), told);
    assertTrue(told.contains("line 3: the key must be 64 hexadecimal digits"), told);
    assertTrue(told.contains("line 4: must be ID=KEY"), told);
    assertTrue(told.contains("line 5: must be ID=KEY"), told);
    assertTrue(told.contains("line 6: the key must be 64"), told);
    assertFalse(told.contains(KEY) || told.contains("1234"), told);
    assertThrows(IllegalArgumentException.class, () -> SealKeys.parse("\n# nothing"));
    StringBuilder many = new StringBuilder();
    for (int i = 0; i <= SealLimits.KEYS_MAX; i++) {
      many.append("k").append(i).append('=').append(KEY).append('\n');
    }
    assertThrows(IllegalArgumentException.class, () -> SealKeys.parse(many.toString()));
  }

  @Test
  void aChangedFileIsReadAgainAndABrokenOneChangesNothing(@TempDir Path dir) throws Exception {
    Path path = dir.resolve("seal.keys");
    assertThrows(IOException.class, () -> new SealKeyFile(path, 0));
    Files.writeString(path, "a=" + KEY);
    SealKeyFile file = new SealKeyFile(path, 0);
    Files.writeString(path, "b=" + KEY);
    assertEquals("a", file.keys(SealLimits.KEY_FILE_LOOK_EVERY_MS - 1).first(), "not every record");
    assertEquals("b", file.keys(SealLimits.KEY_FILE_LOOK_EVERY_MS).first());
    Files.writeString(path, "b=broken");
    assertEquals("b", file.keys(20_000).first());
    assertTrue(String.valueOf(file.problem()).contains("line 1"), file.problem());
    Files.delete(path);
    assertEquals("b", file.keys(40_000).first());
    assertTrue(String.valueOf(file.problem()).contains("no such file"), file.problem());
    Files.writeString(path, "c=" + KEY);
    assertEquals("c", file.keys(60_000).first());
    assertNull(file.problem());
    assertEquals("c", file.keys(10).first(), "a clock that was put back");
  }
}
