package io.stillwatch.enforcement;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The law by which the parameters of two decisions for the same action become one: it never gets
 * looser.
 *
 * <p>A parameter named {@code max_…} or {@code …_per_second}, {@code _per_minute}, {@code
 * _per_hour}, {@code _per_day} whose value is a whole number is a ceiling: of two, the lower one
 * holds. A parameter that only one side has is kept: parameters name what is taken away. Of two
 * other values neither is stricter; which of them holds is the caller's to say.
 */
final class Parameters {

  private static final String[] CEILING_ENDINGS = {
    "_per_second", "_per_minute", "_per_hour", "_per_day"
  };
  private static final int CEILING_DIGITS_MAX = 18; // whatever has so many digits fits a long

  private Parameters() {}

  /** The parameters of a first decision: sorted and within the limits. */
  static SortedMap<String, String> bounded(Map<String, String> requested) {
    return strictest(Map.of(), requested, false);
  }

  /**
   * What holds while both decisions do.
   *
   * @param preferSecond whether, of two values that cannot be compared, the second one holds
   */
  static SortedMap<String, String> strictest(
      Map<String, String> first, Map<String, String> second, boolean preferSecond) {
    SortedMap<String, String> result = new TreeMap<>(first);
    for (Map.Entry<String, String> entry : new TreeMap<>(second).entrySet()) {
      String name = entry.getKey();
      String value = entry.getValue();
      String present = result.get(name);
      boolean wins =
          present == null
              ? result.size() < EnforcementLimits.PARAMETERS_MAX
              : secondWins(name, present, value, preferSecond);
      if (wins && fits(name, value)) {
        result.put(name, value);
      }
    }
    return result;
  }

  /** Only those that are ceilings. */
  static SortedMap<String, String> ceilings(Map<String, String> parameters) {
    SortedMap<String, String> result = new TreeMap<>(parameters);
    result.keySet().removeIf(name -> !namesCeiling(name));
    return result;
  }

  private static boolean fits(String name, String value) {
    return name.length() <= EnforcementLimits.PARAMETER_NAME_CHARS_MAX
        && value.length() <= EnforcementLimits.PARAMETER_VALUE_CHARS_MAX;
  }

  private static boolean secondWins(
      String name, String present, String value, boolean preferSecond) {
    Long was = ceiling(name, present);
    Long asked = ceiling(name, value);
    if (was == null && asked == null) {
      return preferSecond;
    }
    return asked != null && (was == null || asked < was);
  }

  private static @Nullable Long ceiling(String name, String value) {
    if (!namesCeiling(name) || value.isEmpty() || value.length() > CEILING_DIGITS_MAX) {
      return null;
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return null;
      }
    }
    return Long.valueOf(value);
  }

  private static boolean namesCeiling(String name) {
    if (name.startsWith("max_")) {
      return true;
    }
    for (String ending : CEILING_ENDINGS) {
      if (name.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }
}
