package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Capture;
import io.stillwatch.patterns.Field;
import io.stillwatch.patterns.condition.Term.Logic;
import io.stillwatch.patterns.condition.Term.Reads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the names in a condition stand for: fields of the look, and of looks before it. */
final class Names {

  private static final String NAMES_SOMEBODY =
      "names a client or a payer and is kept out of conditions; event.client.network_class,"
          + " country and asn are there";

  private static final String IS_TEXT =
      "is read for signals and dropped; ask for a signal, or for its length";

  /** What an event has and conditions have not. */
  private static final Map<String, String> WITHHELD =
      Map.of(
          "event.client.ip", NAMES_SOMEBODY,
          "event.client.user_agent", NAMES_SOMEBODY,
          "event.client.tls_fingerprint", NAMES_SOMEBODY,
          "event.account.payment_fingerprint", NAMES_SOMEBODY,
          "event.system_text", IS_TEXT,
          "event.prompt_text", IS_TEXT,
          "event.response_text", IS_TEXT);

  /** No field has a longer name; messages quote no more of what was written. */
  private static final int NAME_CHARS_MAX = 80;

  private final FieldCatalog catalog;
  private final List<String> earlierSteps;
  private final List<Capture> captures = new ArrayList<>();

  Names(FieldCatalog catalog, List<String> earlierSteps) {
    this.catalog = catalog;
    this.earlierSteps = List.copyOf(earlierSteps);
  }

  /** What a name stands for. */
  sealed interface Found {

    record Own(Field field) implements Found {}

    /** A field of the last look of an earlier step, by its place among the captures. */
    record Captured(int capture, Field field) implements Found {}

    record Unknown(String message, @Nullable String suggestion) implements Found {}
  }

  List<Capture> captures() {
    return captures;
  }

  Found find(String written) {
    String path =
        written.length() <= NAME_CHARS_MAX ? written : written.substring(0, NAME_CHARS_MAX);
    Field field = catalog.find(path);
    if (field != null) {
      return new Found.Own(field);
    }
    int dot = path.indexOf('.');
    String front = dot < 0 ? path : path.substring(0, dot);
    if (earlierSteps.contains(front) && !isGroup(front)) {
      String rest = dot < 0 ? "" : path.substring(dot + 1);
      Field earlier = catalog.find(rest);
      return earlier == null ? unknown(rest, front + ".") : captured(new Capture(front, earlier));
    }
    return unknown(path, "");
  }

  private Found captured(Capture capture) {
    int known = captures.indexOf(capture);
    if (known < 0) {
      known = captures.size();
      captures.add(capture);
    }
    return new Found.Captured(known, capture.field());
  }

  private Found unknown(String path, String step) {
    if (path.isEmpty() || isGroup(path)) {
      String such = example(path);
      return new Found.Unknown(
          "'"
              + step
              + path
              + "' is not a field but a group of them; name one, such as "
              + step
              + such,
          null);
    }
    String withheld = WITHHELD.get(path);
    if (withheld != null) {
      return new Found.Unknown("'" + step + path + "' " + withheld, null);
    }
    String meant = catalog.didYouMean(path);
    String message = "there is no field '" + step + path + "'";
    if (meant != null) {
      return new Found.Unknown(message + "; did you mean " + step + meant + "?", step + meant);
    }
    String groups = "; fields begin with " + String.join(", ", groups());
    String steps =
        earlierSteps.isEmpty()
            ? ""
            : ", or with the name of an earlier step: " + String.join(", ", earlierSteps);
    return new Found.Unknown(message + groups + steps, null);
  }

  private boolean isGroup(String path) {
    return catalog.all().stream().anyMatch(field -> field.name().startsWith(path + "."));
  }

  private String example(String group) {
    return catalog.all().stream()
        .map(Field::name)
        .filter(name -> group.isEmpty() || name.startsWith(group + "."))
        .findFirst()
        .orElse("");
  }

  private List<String> groups() {
    return catalog.all().stream()
        .map(field -> field.name().substring(0, field.name().indexOf('.') + 1))
        .distinct()
        .toList();
  }

  // ---- names as terms

  static Term own(Found.Own own) {
    Field field = own.field();
    Reads reads = Reads.own(field);
    Whole bits = new Numbers.OwnBits(field);
    return switch (field.type()) {
      case BOOL -> Comparing.term(new Truths.OfBits(bits), reads, Anchors.equal(field, 1));
      case INT -> new Term.Int(bits, field, null, reads);
      case DOUBLE -> new Term.Fraction(new Numbers.RealOfBits(bits), field, null, reads);
      case TEXT -> new Term.Text(new Words.Own(field), bits, field, null, reads);
    };
  }

  static Term captured(Found.Captured captured) {
    Whole bits = new Numbers.EarlierBits(captured.capture());
    return switch (captured.field().type()) {
      case BOOL -> Comparing.term(new Truths.OfBits(bits), Reads.EARLIER, Anchors.NONE);
      case INT -> new Term.Int(bits, null, null, Reads.EARLIER);
      case DOUBLE -> new Term.Fraction(new Numbers.RealOfBits(bits), null, null, Reads.EARLIER);
      case TEXT -> new Term.Text(null, bits, null, null, Reads.EARLIER);
    };
  }

  static Logic has(Found.Own own) {
    Field field = own.field();
    if (field instanceof LookField known && known.always()) {
      return new Logic(new Truths.OwnHas(field), Logic.CAN_YES, Anchors.NONE, Reads.own(field));
    }
    return new Logic(
        new Truths.OwnHas(field),
        Logic.CAN_NO | Logic.CAN_YES,
        Anchors.present(field),
        new Reads(false, true, null));
  }

  static Logic has(Found.Captured captured) {
    return new Logic(
        new Truths.EarlierHas(captured.capture()),
        Logic.CAN_NO | Logic.CAN_YES,
        Anchors.NONE,
        new Reads(false, true, null));
  }
}
