package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NearSkeletonHashTest {

  private static long near(String prompt) {
    return Reading.hash("near_skeleton", prompt);
  }

  @Test
  void aWordPutInLeavesItMoreOftenThanNot() {
    Random random = new Random(7);
    int kept = 0;
    for (int round = 0; round < 400; round++) {
      String[] words = Reading.words("w" + (char) ('a' + random.nextInt(26)), 36).split(" ");
      String before = String.join(" ", words);
      words[random.nextInt(words.length)] += " indeed";
      kept += near(before) == near(String.join(" ", words)) ? 1 : 0;
    }
    // 33 runs, of which a word put in breaks at most 3 and makes 4: 30 of 37 in common.
    assertTrue(kept > 280 && kept < 400, kept + " of 400");
  }

  @Test
  void whatStandsBehindAnEmptyLineDoesNotCount() {
    String template =
        "Name the topic of the letter below. Use the list of our house, and no other.";
    assertEquals(near(template + "\n\nMy parcel."), near(template + "\n\nThe blue shirt."));
  }

  @Test
  void headsWithNothingInCommonDoNotMeet() {
    assertNotEquals(near(Reading.words("a", 36)), near(Reading.words("b", 36)));
    assertEquals(0, near("far too short"));
  }
}
