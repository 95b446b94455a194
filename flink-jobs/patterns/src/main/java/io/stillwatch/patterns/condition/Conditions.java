package io.stillwatch.patterns.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationResult;
import java.util.List;

/**
 * Compiles the texts of conditions.
 *
 * <p>A text is CEL, and only what is listed in {@link Lowering} of it. It means exactly what CEL
 * means by it, with fields that a look lacks as missing: what cannot be told does not hold. Thread
 * safe.
 */
public final class Conditions {

  private final FieldCatalog catalog;
  private final CelText cel;

  public Conditions(FieldCatalog catalog) {
    this.catalog = catalog;
    this.cel = new CelText(catalog);
  }

  /**
   * A condition that can judge, or all that is wrong with the text.
   *
   * @param earlierSteps names of the steps before this one that take looks, in whose looks it may
   *     ask for fields too
   */
  public Compiled compile(String text, List<String> earlierSteps) {
    if (text.length() > ConditionLimits.TEXT_CHARS_MAX) {
      return bad(
          ConditionLimits.TEXT_CHARS_MAX,
          "a condition has at most "
              + ConditionLimits.TEXT_CHARS_MAX
              + " characters, not "
              + text.length()
              + "; split it over several steps");
    }
    if (text.isBlank()) {
      return bad(0, "a condition cannot be empty; write true for a step that takes every look");
    }
    int tooDeep = Nesting.tooDeep(text);
    if (tooDeep >= 0) {
      return bad(tooDeep, Nesting.MESSAGE);
    }
    CelValidationResult parsed = cel.parse(text);
    if (parsed.hasError()) {
      return new Compiled.Bad(CelText.flaws(parsed));
    }
    CelAbstractSyntaxTree tree = CelText.tree(parsed);
    List<Flaw> size = Nesting.flaws(text, tree);
    if (!size.isEmpty()) {
      return new Compiled.Bad(size);
    }
    Lowering lowering = new Lowering(text, tree, catalog, earlierSteps);
    Term term = lowering.lower();
    if (!lowering.flaws().isEmpty()) {
      return new Compiled.Bad(lowering.flaws());
    }
    if (!(term instanceof Term.Logic logic)) {
      return bad(0, "a condition must be true or false, this is " + term.called() + "; compare it");
    }
    List<Flaw> checked = cel.check(tree, earlierSteps);
    if (!checked.isEmpty()) {
      return new Compiled.Bad(checked);
    }
    return new Compiled.Ok(
        new CompiledCondition(text, logic.node(), lowering.captures(), logic.anchors()),
        logic.constant());
  }

  private static Compiled bad(int offset, String message) {
    return new Compiled.Bad(List.of(new Flaw(offset, message, null)));
  }
}
