package io.stillwatch.cli.patterns;

import io.stillwatch.patterns.CampaignForm;
import io.stillwatch.patterns.Earlier;
import io.stillwatch.patterns.Field;
import io.stillwatch.patterns.Form;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.Standing;
import io.stillwatch.patterns.Tally;
import io.stillwatch.patterns.condition.ConditionParts;
import io.stillwatch.patterns.condition.ConditionParts.Answer;
import io.stillwatch.patterns.condition.FieldCatalog;
import io.stillwatch.profiles.Judged;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A condition of a pattern under the name that its author gave it, asked part by part.
 *
 * @param step whether it is a step of a sequence, which partial matches wait for
 */
record Asked(String name, boolean step, List<ConditionParts.Part> parts) {

  private static final String NEGATIVE = "not ";

  /** What a condition said of what is judged. */
  record Said(String name, Answer answer, List<String> because) {

    String text() {
      return switch (answer) {
        case YES -> name + " holds";
        case NO -> name + " does not hold: " + String.join("; ", because);
        case UNTOLD -> name + " cannot be told: " + String.join("; ", because);
      };
    }

    Json json() {
      return Json.object()
          .with("condition", name)
          .with("answer", answer.name().toLowerCase(Locale.ROOT))
          .with("because", because);
    }
  }

  static List<Asked> of(Form form, FieldCatalog fields) {
    List<Asked> asked = new ArrayList<>();
    if (form instanceof Sequence sequence) {
      List<String> earlier = new ArrayList<>();
      for (Sequence.Step step : sequence.steps()) {
        String name = step.negative() ? NEGATIVE + step.name() : step.name();
        asked.add(
            new Asked(name, true, ConditionParts.of(step.condition().text(), fields, earlier)));
        if (!step.negative()) {
          earlier.add(step.name());
        }
      }
    } else if (form instanceof Tally.Count count) {
      asked.add(of("of", count.of().text(), fields));
    } else if (form instanceof Tally.Distinct distinct) {
      asked.add(of("where", distinct.where().text(), fields));
    } else if (form instanceof Tally.Share share) {
      asked.add(of("among", share.among().text(), fields));
      asked.add(of("of", share.of().text(), fields));
    } else if (form instanceof Tally.Weight weight) {
      weight.terms().forEach(term -> asked.add(of(term.name(), term.when().text(), fields)));
    } else if (form instanceof CampaignForm campaign) {
      asked.add(of("when", campaign.when().text(), fields));
    }
    return asked;
  }

  private static Asked of(String name, String text, FieldCatalog fields) {
    return new Asked(name, false, ConditionParts.of(text, fields, List.of()));
  }

  /**
   * Asks every part.
   *
   * @param live partial matches; where the condition refers to earlier steps, the newest that waits
   *     for it is asked about
   */
  Said say(Judged judged, List<Standing.Live> live) {
    Standing.Live waiting = null;
    for (Standing.Live each : live) {
      if (name.startsWith(NEGATIVE) || each.waitsFor().contains(name)) {
        waiting = each;
      }
    }
    Answer whole = Answer.YES;
    List<String> because = new ArrayList<>();
    for (ConditionParts.Part part : parts) {
      boolean refers = !part.captures().isEmpty();
      Earlier earlier =
          refers && waiting != null ? waiting.earlier(part.captures()) : Earlier.NOTHING;
      Answer answer = part.ask(judged, earlier);
      if (answer == Answer.NO) {
        whole = Answer.NO;
      } else if (answer == Answer.UNTOLD && whole == Answer.YES) {
        whole = Answer.UNTOLD;
      }
      if (answer != Answer.YES) {
        because.add(
            Words.flat(part.text())
                + (answer == Answer.NO ? " is false" : " cannot be told")
                + values(part, judged, refers && waiting == null));
      }
    }
    return new Said(name, whole, because);
  }

  private static String values(ConditionParts.Part part, Judged judged, boolean nothingBegun) {
    List<String> values = new ArrayList<>();
    for (Field field : part.fields()) {
      values.add(
          field.has(judged)
              ? field.name() + " is " + value(field, judged)
              : field.name() + " is absent");
    }
    if (nothingBegun) {
      values.add("no match waits for it");
    }
    return values.isEmpty() ? "" : " (" + String.join(", ", values) + ")";
  }

  private static String value(Field field, Judged judged) {
    long bits = field.bits(judged);
    return switch (field.type()) {
      case BOOL -> Boolean.toString(bits != 0);
      case INT -> Long.toString(bits);
      case DOUBLE -> Words.number(Double.longBitsToDouble(bits));
      case TEXT -> '"' + Words.flat(String.valueOf(field.text(judged))) + '"';
    };
  }
}
