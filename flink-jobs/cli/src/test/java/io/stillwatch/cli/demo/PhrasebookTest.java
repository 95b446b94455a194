package io.stillwatch.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Rules expand to texts, the same for the same seed. */
class PhrasebookTest {

  @Test
  void rulesNumbersRepetitionsAndLineBreaksAreExpanded() throws IOException {
    Phrasebook book = read("# words\n[thing]\nlamp\n\n[ask]\n{thing*2},\\n{7-7} {thing}s\n");
    assertEquals("lamp lamp,\n7 lamps", book.say("ask", new SplittableRandom(1)));
  }

  @Test
  void anUnknownRuleIsFoundWhenTheBookIsRead() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> read("[ask]\n{nothing}\n"));
    assertTrue(String.valueOf(e.getMessage()).contains("'nothing'"), e::toString);
  }

  @Test
  void theBuiltInBookIsWhole() {
    assertTrue(Phrasebook.builtIn().say("harvest.frame", new SplittableRandom(1)).length() > 100);
  }

  private static Phrasebook read(String text) throws IOException {
    return Phrasebook.read(new BufferedReader(new StringReader(text)));
  }
}
