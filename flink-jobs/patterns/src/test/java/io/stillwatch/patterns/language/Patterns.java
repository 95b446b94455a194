package io.stillwatch.patterns.language;

/** A small pattern that passes, for tests to change. */
final class Patterns {

  private static final String TEXT =
      """
      apiVersion: stillwatch.io/v1
      kind: Pattern
      metadata:
        id: small
        version: 1
        title: A small pattern
        owner: nobody
      spec:
        blindSpots: Most of it.
        explanation: Two looks, one stronger than the other
        match:
          within: 1h
          sequence:
            steps:
              - name: first
                when: signal.cot_elicitation >= 0.8
                times: 2
              - name: second
                when: signal.cot_elicitation >= 0.9
        action:
          kind: OBSERVE
          lasts: 6h
          reasonCode: small
        tests:
          staysQuiet:
            - name: one look
              events:
                - {at: 0s, signals: {cot_elicitation: 0.95}}
          fires:
            - name: three looks
              events:
                - {at: 0s, repeat: 3, every: 10s, signals: {cot_elicitation: 0.95}}
      """;

  private Patterns() {}

  static String text() {
    return TEXT;
  }

  /** With one part, which has to be there, changed. */
  static String with(String part, String change) {
    if (!TEXT.contains(part)) {
      throw new IllegalArgumentException("no '" + part + "' in the pattern");
    }
    return TEXT.replace(part, change);
  }

  /** With another form than its sequence. */
  static String matching(String form) {
    int from = TEXT.indexOf("    sequence:");
    return TEXT.substring(0, from) + form.indent(4) + TEXT.substring(TEXT.indexOf("  action:"));
  }
}
