package io.stillwatch.patterns.condition;

import com.google.re2j.Pattern;
import io.stillwatch.patterns.Earlier;
import io.stillwatch.profiles.Judged;

/** The parts of conditions that are true or false of texts. */
final class TextTests {

  private TextTests() {}

  record Is(Words of, String written, boolean same) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      String text = of.text(judged);
      return text == null ? UNTOLD : Truth.of(text.equals(written) == same);
    }
  }

  /** By UTF-16 units, as CEL does it in Java. */
  record Compared(Words left, Order order, Words right) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      String a = left.text(judged);
      String b = right.text(judged);
      return a == null || b == null ? UNTOLD : Truth.of(order.holds((long) a.compareTo(b), 0L));
    }
  }

  record Starts(Words of, String with) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      String text = of.text(judged);
      return text == null ? UNTOLD : Truth.of(text.startsWith(with));
    }
  }

  record Ends(Words of, String with) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      String text = of.text(judged);
      return text == null ? UNTOLD : Truth.of(text.endsWith(with));
    }
  }

  record Contains(Words of, String part) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      String text = of.text(judged);
      return text == null ? UNTOLD : Truth.of(text.contains(part));
    }
  }

  /** Somewhere in the text; in time linear in it. */
  record Matches(Words of, Pattern pattern) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      String text = of.text(judged);
      return text == null ? UNTOLD : Truth.of(pattern.matcher(text).find());
    }
  }
}
