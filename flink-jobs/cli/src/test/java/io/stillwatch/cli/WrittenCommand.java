package io.stillwatch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command line as a page tells the reader to type it: a line of a code block, or between
 * backticks in the text, where {@code stillwatch} before a group of verbs may be left out.
 *
 * @param arguments behind {@code stillwatch}, as a shell would split them
 * @param whole it is to be typed as it stands: in a code block, and nothing left out with an
 *     ellipsis
 */
record WrittenCommand(Path file, int line, List<String> arguments, boolean whole) {

  /** What stands for "and so on", and for a value that only the reader knows. */
  private static final String ELLIPSIS = "…";

  private static final Pattern OF_BLOCK = Pattern.compile("^\\s*(?:\\$ )?(?:\\./)?stillwatch (.+)");
  private static final Pattern IN_TEXT =
      Pattern.compile(
          "`(?:(?:\\./)?stillwatch |(?="
              + "(?:accounts|actions|campaigns|checkpoints|enforcement|exceptions|patterns|verdicts) "
              + "))([^`]+)`");
  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");
  private static final Pattern FILLED_IN_BY_HELM = Pattern.compile("\\{\\{[^}]*}}");

  /** All of a page, in its order. */
  static List<WrittenCommand> of(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<WrittenCommand> found = new ArrayList<>();
    boolean block = !file.toString().endsWith(".md");
    for (int i = 0; i < lines.size(); i++) {
      String line = FILLED_IN_BY_HELM.matcher(lines.get(i)).replaceAll("x");
      if (line.strip().startsWith("```")) {
        block = !block;
        continue;
      }
      int at = i + 1;
      while (block && line.endsWith("\\") && i + 1 < lines.size()) {
        line = line.substring(0, line.length() - 1) + lines.get(++i);
      }
      Matcher matcher = (block ? OF_BLOCK : IN_TEXT).matcher(line);
      while (matcher.find()) {
        found.add(read(file, at, matcher.group(1), block));
      }
    }
    return found;
  }

  private static WrittenCommand read(Path file, int line, String text, boolean block) {
    List<String> arguments = new ArrayList<>();
    boolean whole = block;
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      String word = words.group();
      if (word.startsWith("#") || word.equals("|") || word.equals(">") || word.equals("&&")) {
        break;
      }
      if (word.equals("$B")) { // as the page on patterns says above
        arguments.add("--bootstrap-servers");
        arguments.add("localhost:9092");
      } else if (word.equals(ELLIPSIS)) {
        whole = false;
        if (!arguments.isEmpty() && arguments.get(arguments.size() - 1).startsWith("--")) {
          arguments.add(word); // its value
        }
      } else {
        arguments.add(word.replace("\"", ""));
      }
    }
    return new WrittenCommand(file, line, List.copyOf(arguments), whole);
  }

  @Override
  public String toString() {
    return file + ":" + line + ": stillwatch " + String.join(" ", arguments);
  }
}
