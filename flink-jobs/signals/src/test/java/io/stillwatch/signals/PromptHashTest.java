package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class PromptHashTest {

  @Test
  void looksAtEveryWordAndItsPlace() {
    long hash = Reading.prompt("the heron waits for the fish");
    assertNotEquals(0, hash);
    assertNotEquals(hash, Reading.prompt("the fish waits for the heron"));
    assertNotEquals(hash, Reading.prompt("the heron waits for the fish today"));
  }

  @Test
  void doesNotLookAtWhatAReaderWouldNotSee() {
    assertEquals(
        Reading.prompt("The heron waits, for the café."),
        Reading.prompt("  THE he\u200Dron\nwaits for the cafe\u0301!"));
  }

  @Test
  void tellsTheSystemTextFromThePrompt() {
    assertNotEquals(
        Reading.of("be brief", "hello").hash(2), Reading.of("be", "brief hello").hash(2));
    assertNotEquals(Reading.of("be brief", null).hash(2), Reading.of(null, "be brief").hash(2));
  }

  @Test
  void nothingHasNoHash() {
    assertEquals(0, Reading.of(null, null).hash(2));
    assertEquals(0, Reading.prompt(" \n\u200B?!"));
  }
}
