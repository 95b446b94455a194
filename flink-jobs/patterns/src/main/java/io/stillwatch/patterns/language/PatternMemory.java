package io.stillwatch.patterns.language;

import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.Field;
import io.stillwatch.patterns.Form;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.Tally;
import io.stillwatch.patterns.condition.FieldCatalog;
import io.stillwatch.patterns.condition.FieldNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How far back a pattern looks: a shorter record of traffic judges it cold.
 *
 * @param reaches how far back; a decayed counter reaches twice its half-life
 * @param by what reaches that far, such as {@code its window}
 */
public record PatternMemory(Duration reaches, String by) {

  private static final int HALF_LIVES = 2;

  public static PatternMemory of(PatternSpec pattern, FieldCatalog catalog) {
    PatternMemory longest =
        new PatternMemory(
            pattern.form().within(), pattern.isOfCampaigns() ? "its links" : "its window");
    for (Condition condition : conditions(pattern.form())) {
      for (Field field : FieldNames.in(condition.text(), catalog)) {
        Duration reaches = reaches(field.name());
        if (reaches.compareTo(longest.reaches()) > 0) {
          longest = new PatternMemory(reaches, field.name());
        }
      }
    }
    return longest;
  }

  /** Everything that a form asks of a look. */
  private static List<Condition> conditions(Form form) {
    List<Condition> all = new ArrayList<>();
    if (form instanceof Sequence sequence) {
      sequence.steps().forEach(step -> all.add(step.condition()));
    } else if (form instanceof Tally.Count count) {
      all.add(count.of());
    } else if (form instanceof Tally.Distinct distinct) {
      all.add(distinct.where());
    } else if (form instanceof Tally.Share share) {
      all.add(share.of());
      all.add(share.among());
    } else if (form instanceof Tally.Weight weight) {
      weight.terms().forEach(term -> all.add(term.when()));
    }
    return all;
  }

  private static Duration reaches(String field) {
    if (!field.startsWith("account.")) {
      return Duration.ZERO;
    }
    String horizon = field.substring(field.lastIndexOf('_') + 1).toUpperCase(Locale.ROOT);
    return switch (horizon) {
      case "HOUR" -> Duration.ofHours(HALF_LIVES);
      case "DAY" -> Duration.ofDays(HALF_LIVES);
      // The rest is as old as the account.
      default -> Duration.ofDays(14L * HALF_LIVES);
    };
  }
}
