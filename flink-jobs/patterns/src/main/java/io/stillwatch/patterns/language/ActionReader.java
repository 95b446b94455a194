package io.stillwatch.patterns.language;

import io.stillwatch.patterns.PatternSpec.Action;
import io.stillwatch.patterns.PatternSpec.Floor;
import io.stillwatch.patterns.language.Yaml.Entry;
import io.stillwatch.patterns.language.Yaml.Scalar;
import io.stillwatch.schemas.ActionKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what to do about a match. */
final class ActionReader {

  private static final Map<String, ActionKind> KINDS = kinds();

  /** Without these parameters an enforcement service has to guess. */
  private static final Map<ActionKind, String> USUAL =
      Map.of(
          ActionKind.THROTTLE, "requests_per_minute",
          ActionKind.DEGRADE, "strip");

  private final Problems problems;

  ActionReader(Problems problems) {
    this.problems = problems;
  }

  Action read(Block action) {
    ActionKind kind = action.choice("kind", KINDS, Map.of(), ActionKind.OBSERVE);
    Map<String, String> parameters = parameters(action);
    String usual = USUAL.get(kind);
    if (usual != null && !parameters.containsKey(usual)) {
      problems.warn(
          action.at("kind"),
          action.path("parameters"),
          kind + " says nothing of '" + usual + "'",
          "without it the enforcement service decides");
    }
    return new Action(
        kind,
        action.duration(
            "lasts", LanguageLimits.ACTION_MAX, "any action holds", LanguageLimits.ACTION_MAX),
        parameters,
        action.word("reasonCode", LanguageLimits.ID_CHARS_MIN, LanguageLimits.ID_CHARS_MAX, '-'),
        action.has("withoutWarning")
            ? action.text("withoutWarning", LanguageLimits.TEXT_CHARS_MAX)
            : null,
        floor(action));
  }

  private @Nullable Floor floor(Block action) {
    if (!action.has("precisionFloor")) {
      if (action.has("precisionVerdicts")) {
        problems.add(
            action.at("precisionVerdicts"),
            action.path("precisionVerdicts"),
            "there is no 'precisionFloor' that they could tell of",
            "add for example precisionFloor: 0.9");
      }
      return null;
    }
    return new Floor(
        action.positive("precisionFloor", 1),
        action.whole(
            "precisionVerdicts",
            LanguageLimits.PRECISION_VERDICTS_MIN,
            LanguageLimits.PRECISION_VERDICTS_MAX,
            LanguageLimits.PRECISION_VERDICTS));
  }

  private Map<String, String> parameters(Block action) {
    Map<String, String> parameters = new TreeMap<>();
    Yaml value = action.get("parameters");
    String path = action.path("parameters");
    if (value == null || value instanceof Yaml.Refused) {
      return parameters;
    }
    if (!(value instanceof Yaml.Mapping mapping)) {
      problems.add(
          value.at(),
          path,
          "must be a mapping, is " + Values.spoken(value),
          "write for example {requests_per_minute: 2}");
      return parameters;
    }
    if (mapping.entries().size() > LanguageLimits.PARAMETERS_MAX) {
      problems.add(
          value.at(),
          path,
          mapping.entries().size() + " parameters, the limit is " + LanguageLimits.PARAMETERS_MAX,
          null);
      return parameters;
    }
    for (Entry entry : mapping.entries()) {
      String name =
          Values.word(entry.key(), path, 1, LanguageLimits.PARAMETER_NAME_CHARS_MAX, '_', problems);
      parameters.put(name, parameter(entry.value(), path + "." + Shown.text(name)));
    }
    return parameters;
  }

  /** Any single value: which ones mean what is the enforcement service's affair. */
  private String parameter(Yaml value, String path) {
    if (value instanceof Scalar scalar && Kind.of(scalar) != Kind.NOTHING) {
      if (scalar.text().length() > LanguageLimits.PARAMETER_VALUE_CHARS_MAX) {
        problems.add(
            scalar.at(),
            path,
            scalar.text().length()
                + " characters, the limit is "
                + LanguageLimits.PARAMETER_VALUE_CHARS_MAX,
            "shorten it");
      }
      return scalar.text();
    }
    if (!(value instanceof Yaml.Refused)) {
      problems.add(value.at(), path, "must be a single value, is " + Values.spoken(value));
    }
    return "";
  }

  private static Map<String, ActionKind> kinds() {
    Map<String, ActionKind> kinds = new LinkedHashMap<>();
    for (ActionKind kind : ActionKind.values()) {
      if (kind != ActionKind.UNKNOWN) {
        kinds.put(kind.name(), kind);
      }
    }
    return kinds;
  }
}
