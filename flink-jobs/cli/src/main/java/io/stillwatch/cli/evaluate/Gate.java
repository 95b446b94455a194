package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.Reason;
import io.stillwatch.cli.WrongUse;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * What a score must reach: a small YAML or JSON file of thresholds, one number each.
 *
 * <pre>
 *   campaign_recall_min: 0.9
 *   wrong_per_100k_max: 50
 *   leaked_max: 0.2
 * </pre>
 */
record Gate(Map<Threshold, Double> asked) {

  private static final int FILE_CHARS_MAX = 1 << 16;
  private static final int DIGITS = 4;

  /**
   * How one threshold fared.
   *
   * @param measured NaN where the stream has nothing to measure it on; that is not met
   */
  record Verdict(Threshold threshold, double asked, double measured) {

    boolean met() {
      return threshold.ceiling() ? measured <= asked : measured >= asked;
    }

    String words() {
      if (Double.isNaN(measured)) {
        return threshold.key()
            + ": nothing in this stream to measure it on; take it out of the gate or evaluate another"
            + " stream";
      }
      String sentence =
          String.format(
              Locale.ROOT,
              "%s: %s, asked %s %s",
              threshold.key(),
              number(measured),
              threshold.ceiling() ? "at most" : "at least",
              number(asked));
      return met() ? sentence : sentence + "; missed by " + number(Math.abs(measured - asked));
    }

    /** With at most four digits after the point. */
    static String number(double value) {
      return new BigDecimal(value)
          .setScale(value >= 1_000 ? 0 : DIGITS, RoundingMode.HALF_EVEN)
          .stripTrailingZeros()
          .toPlainString();
    }
  }

  Gate {
    asked = asked.isEmpty() ? Map.of() : new EnumMap<>(asked);
  }

  List<Verdict> judge(Score score) {
    List<Verdict> verdicts = new ArrayList<>();
    asked.forEach(
        (threshold, number) ->
            verdicts.add(new Verdict(threshold, number, threshold.measure(score))));
    return verdicts;
  }

  static Gate read(Path file) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(FILE_CHARS_MAX);
    try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      Node root = new Yaml(new SafeConstructor(options)).compose(text);
      if (!(root instanceof MappingNode mapping) || mapping.getValue().isEmpty()) {
        throw new WrongUse(
            "the gate " + file + " must hold lines such as 'campaign_recall_min: 0.9'");
      }
      Map<Threshold, Double> asked = new EnumMap<>(Threshold.class);
      for (NodeTuple entry : mapping.getValue()) {
        add(entry, file, asked);
      }
      return new Gate(asked);
    } catch (IOException | YAMLException e) {
      throw new WrongUse("cannot read the gate " + file + ": " + Reason.of(e), e);
    }
  }

  private static void add(NodeTuple entry, Path file, Map<Threshold, Double> asked) {
    Node at = entry.getKeyNode();
    String place = file + ", line " + (at.getStartMark().getLine() + 1) + ": ";
    String key = at instanceof ScalarNode scalar ? scalar.getValue() : "?";
    Threshold threshold =
        Threshold.of(key)
            .orElseThrow(
                () ->
                    new WrongUse(
                        place + "there is no threshold '" + key + "'; there are " + known()));
    if (asked.put(threshold, number(entry.getValueNode(), place, key)) != null) {
      throw new WrongUse(place + "'" + key + "' stands twice; take one out");
    }
  }

  private static double number(Node value, String place, String key) {
    try {
      if (value instanceof ScalarNode scalar) {
        double number = Double.parseDouble(scalar.getValue());
        if (Double.isFinite(number)) {
          return number;
        }
      }
    } catch (NumberFormatException e) {
      throw new WrongUse(place + "'" + key + "' needs one number", e);
    }
    throw new WrongUse(place + "'" + key + "' needs one number");
  }

  private static String known() {
    return Arrays.stream(Threshold.values()).map(Threshold::key).collect(Collectors.joining(", "));
  }
}
