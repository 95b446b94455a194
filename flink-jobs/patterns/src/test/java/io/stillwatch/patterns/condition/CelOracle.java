package io.stillwatch.patterns.condition;

import dev.cel.common.CelValidationResult;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.stillwatch.patterns.Field;
import io.stillwatch.profiles.Look;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CEL's own interpreter on the same texts and looks, with nothing but what CEL itself declares.
 *
 * <p>Its checker has no {@code ==} of a whole number and a real, which its interpreter has; there
 * the texts for it say {@code dyn(...)}.
 */
final class CelOracle {

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(CelText.OPTIONS).build();

  private final Map<Field, String[]> paths = new LinkedHashMap<>();
  private final CelText cel;

  CelOracle(FieldCatalog catalog) {
    catalog.all().forEach(field -> paths.put(field, field.name().split("\\.")));
    this.cel = new CelText(catalog, List.of());
  }

  CelRuntime.Program program(String text, List<String> earlierSteps) throws Exception {
    CelValidationResult checked = cel.checked(CelText.tree(cel.parse(text)), earlierSteps);
    return RUNTIME.createProgram(checked.getAst());
  }

  /** What stands where in a look; what it lacks is missing. */
  Map<String, Object> variables(@Nullable Look look) {
    Map<String, Object> root = new HashMap<>();
    for (Map.Entry<Field, String[]> entry : paths.entrySet()) {
      Field field = entry.getKey();
      String[] parts = entry.getValue();
      Map<String, Object> at = root;
      for (int i = 0; i < parts.length - 1; i++) {
        at = group(at, parts[i]);
      }
      if (look != null && field.has(look)) {
        at.put(parts[parts.length - 1], value(field, look));
      }
    }
    return root;
  }

  @SuppressWarnings("unchecked") // we put the groups there
  private static Map<String, Object> group(Map<String, Object> at, String name) {
    return (Map<String, Object>) at.computeIfAbsent(name, n -> new HashMap<String, Object>());
  }

  private static Object value(Field field, Look look) {
    return switch (field.type()) {
      case BOOL -> field.bits(look) != 0;
      case INT -> field.bits(look);
      case DOUBLE -> Double.longBitsToDouble(field.bits(look));
      case TEXT -> field.text(look);
    };
  }

  /** One of {@link Truth}'s answers. */
  static int ask(CelRuntime.Program program, Map<String, Object> variables) {
    try {
      return Truth.of((Boolean) program.eval(variables));
    } catch (CelEvaluationException e) {
      return Truth.UNTOLD;
    }
  }
}
