package io.stillwatch.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.SubjectKind;
import org.junit.jupiter.api.Test;

final class RowKeyTest {

  /** The same examples stand in the tests of enforcement, which writes the keys. */
  @Test
  void aKeyIsWrittenAndReadAsTheEngineWritesIt() {
    same("default|ACCOUNT|acct-7|THROTTLE", "default", "acct-7");
    same("a%7Cb|ACCOUNT|c%25|THROTTLE", "a|b", "c%");
    same("a|ACCOUNT|%257C|THROTTLE", "a", "%7C");
    same("|ACCOUNT||THROTTLE", "", "");
    same("tenänt|ACCOUNT|账户|THROTTLE", "tenänt", "账户");
  }

  @Test
  void aTextThatIsNoKeyIsNone() {
    for (String text :
        new String[] {
          "",
          "a",
          "a|ACCOUNT|b",
          "a|ACCOUNT|b|THROTTLE|c",
          "a|SOMEBODY|b|THROTTLE",
          "a|ACCOUNT|b|SHOUT",
          "a%|ACCOUNT|b|THROTTLE",
          "a|ACCOUNT|b%7|THROTTLE"
        }) {
      assertNull(RowKey.parse(text), text);
    }
  }

  private static void same(String text, String tenant, String id) {
    RowKey key = new RowKey(tenant, SubjectKind.ACCOUNT, id, ActionKind.THROTTLE);
    assertEquals(text, key.toString());
    assertEquals(key, RowKey.parse(text));
  }
}
