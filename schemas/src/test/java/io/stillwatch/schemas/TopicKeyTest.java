package io.stillwatch.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TopicKeyTest {

  @Test
  void partsComeBackWhateverIsInThem() {
    same("default|acct-7", "default", "acct-7");
    same("a%7Cb|c%25|", "a|b", "c%", "");
    same("%257C", "%7C");
    same("", "");
    assertEquals("a%7Cb|c%25", TopicKey.account("a|b", "c%"));
  }

  @Test
  void aTextWithAnEscapeThatIsNoneIsNoKey() {
    for (String text : new String[] {"a%|b", "a|b%7", "100%", "a|%2C"}) {
      assertEquals(List.of(), TopicKey.parts(text), text);
    }
  }

  private static void same(String key, String... parts) {
    assertEquals(key, TopicKey.of(parts));
    assertEquals(List.of(parts), TopicKey.parts(key));
  }
}
