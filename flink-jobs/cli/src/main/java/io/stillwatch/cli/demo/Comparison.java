package io.stillwatch.cli.demo;

import java.util.random.RandomGenerator;

/** A question with two candidate answers, and how it reads in one order and in the other. */
record Comparison(String question, String first, String second) {

  static Comparison draw(Phrasebook phrases, RandomGenerator random) {
    return new Comparison(
        phrases.say("pair.question", random),
        phrases.say("pair.candidate", random),
        phrases.say("pair.candidate", random));
  }

  Comparison swapped() {
    return new Comparison(question, second, first);
  }

  String in(String frame) {
    return frame.replace("%q", question).replace("%a", first).replace("%b", second);
  }
}
