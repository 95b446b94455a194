package io.stillwatch.patterns.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import java.util.ArrayList;
import java.util.List;

/** Bounds how deep and how large a condition is: by its brackets, then by its tree. */
final class Nesting {

  static final String MESSAGE =
      "nested more than "
          + ConditionLimits.DEPTH_MAX
          + " deep; take it apart into several steps or patterns";

  private final String text;
  private final CelAbstractSyntaxTree tree;
  private final List<Flaw> flaws = new ArrayList<>();
  private int nodes;

  private Nesting(String text, CelAbstractSyntaxTree tree) {
    this.text = text;
    this.tree = tree;
  }

  /** Where a bracket opens too deep, or -1; so that no reader recurses without bound. */
  static int tooDeep(String text) {
    int depth = 0;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == '\\') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '(' || c == '[' || c == '{') {
        if (++depth > ConditionLimits.DEPTH_MAX) {
          return i;
        }
      } else if (c == ')' || c == ']' || c == '}') {
        depth--;
      }
    }
    return -1;
  }

  static List<Flaw> flaws(String text, CelAbstractSyntaxTree tree) {
    Nesting nesting = new Nesting(text, tree);
    nesting.walk(tree.getExpr(), 1);
    if (nesting.flaws.isEmpty() && nesting.nodes > ConditionLimits.NODES_MAX) {
      nesting.flaws.add(
          new Flaw(
              0,
              "a condition has at most "
                  + ConditionLimits.NODES_MAX
                  + " names, constants and operators, not "
                  + nesting.nodes
                  + "; look several values up with 'in [...]', or split it",
              null));
    }
    return nesting.flaws;
  }

  private void walk(CelExpr expr, int depth) {
    nodes++;
    if (depth > ConditionLimits.DEPTH_MAX) {
      if (flaws.isEmpty()) {
        flaws.add(new Flaw(Lowering.offset(text, tree, expr), MESSAGE, null));
      }
      return;
    }
    switch (expr.getKind()) {
      case SELECT -> {
        // A name with dots is one name.
        nodes--;
        walk(expr.select().operand(), depth);
      }
      case CALL -> {
        expr.call().target().ifPresent(target -> walk(target, depth + 1));
        for (CelExpr argument : expr.call().args()) {
          walk(argument, depth + 1);
        }
      }
      case LIST -> {
        int entries = expr.list().elements().size();
        if (entries > ConditionLimits.LIST_ENTRIES_MAX) {
          flaws.add(
              new Flaw(
                  Lowering.offset(text, tree, expr),
                  "a list has at most "
                      + ConditionLimits.LIST_ENTRIES_MAX
                      + " entries, not "
                      + entries
                      + "; split it over several patterns",
                  null));
        }
      }
      default -> {}
    }
  }
}
