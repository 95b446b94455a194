package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TailHashTest {

  private static final String PARCEL = "My parcel never came, and nobody answers the telephone.";
  private static final String SHIRT =
      "The blue shirt has a hole. I want another one before Friday.";

  private static long tail(String prompt) {
    return Reading.hash("tail", prompt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n\nWhich one of our nine topics does it belong to?",
        " Name the one topic that the message above belongs to.",
        "\n### Your label, one topic out of nine:",
        "\nZu welchem unserer neun Themen gehört diese Anfrage?",
        "\nÀ lequel de nos neuf sujets ce message appartient-il ?",
        "\nК какой из наших девяти тем относится это обращение?",
        "\n这条消息属于我们列表中的哪一个主题？",
        "\nこの問い合わせはどの主題に当たりますか。",
      })
  void differentInputsInFrontOfOneClosingShareIt(String closing) {
    assertNotEquals(0, tail(PARCEL + closing));
    assertEquals(tail(PARCEL + closing), tail(SHIRT + closing));
    assertNotEquals(tail(PARCEL + closing), tail(PARCEL + closing + " In Dutch."));
  }

  @Test
  void numbersAndQuotedSpansAreMasked() {
    assertEquals(
        tail(PARCEL + " Pick one of the 9 topics, never \"other\"."),
        tail(SHIRT + " Pick one of the 12 topics, never \"misc\"."));
  }

  @Test
  void aPromptThatIsAllOpeningHasNone() {
    assertEquals(0, tail("Which one of our nine topics does it belong to?"));
    assertEquals(0, tail(PARCEL + " Which topic is it?"));
  }

  @Test
  void theSystemTextHasNoPartInIt() {
    String prompt = PARCEL + "\n\nWhich one of our nine topics does it belong to?";
    assertEquals(
        Reading.hash("tail", "You sort the mail of a shop.", prompt),
        Reading.hash("tail", "You are of the utmost help to a small shop.", prompt));
  }

  @Test
  void aClosingWithoutSentencesIsCutAtItsLimit() {
    String closing = Reading.words("word", SignalLimits.SKELETON_WORDS_MAX);
    String opening = PARCEL + " ";
    assertEquals(tail(opening + "cat " + closing), tail(opening + "dog " + closing));
    String shorter = closing.substring(closing.indexOf(' ') + 1);
    assertNotEquals(tail(opening + "cat " + shorter), tail(opening + "dog " + shorter));
    assertEquals(tail(opening + "cat x" + closing), tail(opening + "dog x" + closing));
  }
}
