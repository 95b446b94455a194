package io.stillwatch.patterns.language;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Hostile files that are nothing but big, made here so that nobody has to store them. */
final class BigFiles {

  private static final int JUST_FITS = LanguageLimits.FILE_BYTES_MAX;

  private BigFiles() {}

  static Map<String, byte[]> all() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    put(files, "100k-brackets", "[".repeat(100_000));
    put(files, "64k-brackets", "[".repeat(JUST_FITS));
    put(files, "64k-braces", "{".repeat(JUST_FITS));
    put(files, "64k-open-pairs", "{a: ".repeat(JUST_FITS / 4));
    put(files, "64k-dashes", "- ".repeat(JUST_FITS / 2));
    put(files, "64k-question-marks", "? ".repeat(JUST_FITS / 2));
    put(files, "64k-colons", "a: ".repeat(JUST_FITS / 3));
    put(files, "64k-anchors", lines("k%d: &a%d x\n"));
    put(files, "64k-aliases", "a: &a x\n" + lines("k%d: *a\n"));
    put(files, "64k-keys", lines("k%d: v\n"));
    put(files, "64k-equal-keys", "k: v\n".repeat(JUST_FITS / 5));
    put(files, "64k-one-key", "k".repeat(JUST_FITS - 4) + ": 1");
    put(files, "64k-quote", "k: \"" + "\\u0041".repeat(JUST_FITS / 6 - 2) + "\"");
    put(files, "64k-open-quote", "k: '" + "''".repeat(JUST_FITS / 2 - 4));
    put(files, "64k-newlines", "\n".repeat(JUST_FITS));
    put(files, "64k-comment", "# " + "x".repeat(JUST_FITS - 2));
    put(files, "64k-documents", "---\n".repeat(JUST_FITS / 4));
    put(files, "64k-directives", "%YAML 1.1\n".repeat(JUST_FITS / 10));
    put(files, "64k-tags", "k: " + "!a ".repeat(JUST_FITS / 3 - 2));
    put(files, "64k-digits", "k: " + "9".repeat(JUST_FITS - 3));
    put(files, "64k-folded", "k: >\n" + " x\n".repeat(JUST_FITS / 3 - 2));
    put(files, "64k-empty-folded", "k: >\n" + "\n".repeat(JUST_FITS - 6) + " x");
    put(files, "16m-zeros", "\0".repeat(16 << 20));
    put(
        files,
        "10k-steps",
        Patterns.text()
            .replace("      steps:\n", "      steps:\n" + "        - {}\n".repeat(4_500)));
    put(files, "10k-tests", Patterns.text() + "      - {}\n".repeat(6_000));
    put(
        files,
        "4k-conditions",
        Patterns.text()
            .replace(
                "      steps:\n",
                "      steps:\n" + "        - {name: a, when: (((signal.x}\n".repeat(1_600)));
    put(files, "4k-events", Patterns.text() + lines("          - {at: 0s, bad%d: 1}\n"));
    put(
        files,
        "16-long-conditions",
        Patterns.text()
            .replace(
                "      steps:\n",
                "      steps:\n"
                    + ("        - {name: a, when: '"
                            + "signal.fresh_pair || ".repeat(95)
                            + "true'}\n")
                        .repeat(16)));
    put(
        files,
        "16-regular-expressions",
        Patterns.text()
            .replace(
                "      steps:\n",
                "      steps:\n"
                    + ("        - {name: a, when: 'event.model.matches(\""
                            + "[a-z]{1,50}".repeat(40)
                            + "\")'}\n")
                        .repeat(16)));
    put(
        files,
        "16-conditions-of-many-cases",
        Patterns.text()
            .replace(
                "      steps:\n",
                "      steps:\n"
                    + ("        - {name: a, when: '"
                            + "(event.turns != 1 || event.status != 1) && ".repeat(14)
                            + "event.refused'}\n        - {name: b, not: true, when: '"
                            + "(event.turns != 2 || event.status != 2) && ".repeat(14)
                            + "event.refused'}\n")
                        .repeat(8)));
    put(
        files,
        "5k-firing-texts",
        Patterns.text()
            .replace("repeat: 3,", "repeat: 4990, prompt_text: \"" + "(a+)+ ".repeat(60) + "\","));
    return files;
  }

  private static void put(Map<String, byte[]> files, String name, String text) {
    files.put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String lines(String form) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; lines.length() < JUST_FITS - 3_000; i++) {
      lines.append(form.replace("%d", Integer.toString(i)));
    }
    return lines.toString();
  }
}
