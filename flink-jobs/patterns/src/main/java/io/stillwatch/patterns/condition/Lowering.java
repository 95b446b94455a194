package io.stillwatch.patterns.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import io.stillwatch.patterns.Capture;
import io.stillwatch.patterns.Field;
import io.stillwatch.patterns.condition.Term.Logic;
import io.stillwatch.patterns.condition.Term.Reads;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * From CEL's tree to closures.
 *
 * <p>Taken: {@code == != < <= > >=}, {@code && || !}, {@code + - * / %} on numbers, {@code in} a
 * list of constants, {@code has()}, {@code size()} of a text, {@code startsWith}, {@code endsWith},
 * {@code contains} and {@code matches} with a constant, {@code double()} and {@code int()} of
 * numbers. All else is refused, each with a word on what to write instead.
 */
final class Lowering {

  private static final Map<String, Order> ORDERS =
      Map.of(
          "_==_", Order.EQUAL,
          "_!=_", Order.UNEQUAL,
          "_<_", Order.LESS,
          "_<=_", Order.AT_MOST,
          "_>_", Order.MORE,
          "_>=_", Order.AT_LEAST);

  private static final Map<String, Numbers.Operation> OPERATIONS =
      Map.of(
          "_+_", Numbers.Operation.PLUS,
          "_-_", Numbers.Operation.MINUS,
          "_*_", Numbers.Operation.TIMES,
          "_/_", Numbers.Operation.BY,
          "_%_", Numbers.Operation.MODULO);

  private static final Term BROKEN = new Term.Broken();

  private final String text;
  private final CelAbstractSyntaxTree tree;
  private final Names names;
  private final List<Flaw> flaws = new ArrayList<>();

  Lowering(
      String text, CelAbstractSyntaxTree tree, FieldCatalog catalog, List<String> earlierSteps) {
    this.text = text;
    this.tree = tree;
    this.names = new Names(catalog, earlierSteps);
  }

  Term lower() {
    return lower(tree.getExpr());
  }

  /** In the order of the text. */
  List<Flaw> flaws() {
    return flaws.stream().sorted(Comparator.comparingInt(Flaw::offset)).toList();
  }

  List<Capture> captures() {
    return names.captures();
  }

  static int offset(String text, CelAbstractSyntaxTree tree, CelExpr expr) {
    return CelText.offset(text, tree.getSource().getPositionsMap().getOrDefault(expr.id(), 0));
  }

  private Term refuse(CelExpr expr, String message) {
    flaws.add(new Flaw(offset(text, tree, expr), message, null));
    return BROKEN;
  }

  private Term lower(CelExpr expr) {
    return switch (expr.getKind()) {
      case CONSTANT -> constant(expr, expr.constant());
      case IDENT, SELECT -> name(expr);
      case CALL -> call(expr, expr.call());
      case LIST -> refuse(expr, "a list stands only on the right of 'in'; write x in [a, b]");
      case MAP -> refuse(expr, "maps are not part of conditions; compare fields one by one");
      case STRUCT -> refuse(expr, "messages are not part of conditions; compare fields one by one");
      case COMPREHENSION ->
          refuse(expr, "macros other than has() are not part of conditions; use 'in [...]'");
      case NOT_SET -> refuse(expr, "there is nothing here");
    };
  }

  private Term constant(CelExpr expr, CelConstant constant) {
    return switch (constant.getKind()) {
      case BOOLEAN_VALUE ->
          Comparing.term(new Truths.Fixed(constant.booleanValue()), Reads.NOTHING, Anchors.NONE);
      case INT64_VALUE ->
          new Term.Int(
              new Numbers.FixedWhole(constant.int64Value()),
              null,
              constant.int64Value(),
              Reads.NOTHING);
      case DOUBLE_VALUE ->
          new Term.Fraction(
              new Numbers.FixedReal(constant.doubleValue()),
              null,
              constant.doubleValue(),
              Reads.NOTHING);
      case STRING_VALUE ->
          new Term.Text(
              new Words.Fixed(constant.stringValue()),
              new Numbers.FixedWhole(TextHash.of(constant.stringValue())),
              null,
              constant.stringValue(),
              Reads.NOTHING);
      case UINT64_VALUE ->
          refuse(expr, "unsigned numbers are not part of conditions; leave the u away");
      case BYTES_VALUE -> refuse(expr, "bytes are not part of conditions; leave the b away");
      case NULL_VALUE ->
          refuse(expr, "null is not part of conditions; ask has(field) whether a field is there");
      default -> refuse(expr, "this constant is not part of conditions");
    };
  }

  // ---- names

  private Term name(CelExpr expr) {
    boolean has = expr.getKind() == CelExpr.ExprKind.Kind.SELECT && expr.select().testOnly();
    CelExpr root = expr;
    StringBuilder path = new StringBuilder();
    while (root.getKind() == CelExpr.ExprKind.Kind.SELECT) {
      path.insert(0, "." + root.select().field());
      root = root.select().operand();
    }
    if (root.getKind() != CelExpr.ExprKind.Kind.IDENT) {
      Term within = lower(root);
      return within == BROKEN ? BROKEN : refuse(expr, "only fields have members");
    }
    path.insert(0, root.ident().name());
    Names.Found found = names.find(path.toString());
    if (found instanceof Names.Found.Unknown unknown) {
      flaws.add(new Flaw(offset(text, tree, root), unknown.message(), unknown.suggestion()));
      return BROKEN;
    }
    if (found instanceof Names.Found.Own own) {
      return has ? Names.has(own) : mark(own.field()) ? asMark(root, own.field()) : Names.own(own);
    }
    Names.Found.Captured captured = (Names.Found.Captured) found;
    return has
        ? Names.has(captured)
        : mark(captured.field()) ? asMark(root, captured.field()) : Names.captured(captured);
  }

  private static boolean mark(Field field) {
    return field instanceof LookField known && known.mark();
  }

  private Term asMark(CelExpr root, Field field) {
    flaws.add(
        new Flaw(
            offset(text, tree, root),
            "what " + field.name() + " says is not kept, only whether it is there",
            "has(" + field.name() + ")"));
    return BROKEN;
  }

  // ---- calls

  private Term call(CelExpr expr, CelExpr.CelCall call) {
    String function = call.function();
    List<CelExpr> operands = new ArrayList<>();
    call.target().ifPresent(operands::add);
    operands.addAll(call.args());
    Order order = ORDERS.get(function);
    if (order != null) {
      return compare(expr, order, operands);
    }
    Numbers.Operation operation = OPERATIONS.get(function);
    if (operation != null) {
      return arithmetic(expr, operation, operands);
    }
    return switch (function) {
      case "_&&_", "_||_" -> logic(expr, function.equals("_&&_"), operands);
      case "!_" -> not(expr, lower(operands.get(0)));
      case "-_" -> negated(expr, lower(operands.get(0)));
      case "@in" -> in(expr, operands.get(0), operands.get(1));
      case "size", "double", "int" -> convert(expr, function, operands);
      case "startsWith", "endsWith", "contains", "matches" -> textTest(expr, function, operands);
      default -> refused(expr, function);
    };
  }

  private Term refused(CelExpr expr, String function) {
    return switch (function) {
      case "_?_:_" -> refuse(expr, "'? :' is not part of conditions; write (a && b) || (!a && c)");
      case "_[_]" -> refuse(expr, "'[ ]' is not part of conditions; fields are asked for by name");
      case "all", "exists", "exists_one", "map", "filter" ->
          refuse(
              expr,
              "the macro " + function + "() is not part of conditions; use 'in [...]' or a tally");
      case "has" -> refuse(expr, "has() takes one field, such as has(event.model)");
      case "string", "uint", "bytes", "bool", "dyn", "type", "timestamp", "duration" ->
          refuse(expr, function + "() is not part of conditions; only double() and int() convert");
      default ->
          refuse(
              expr,
              "there is no function "
                  + function
                  + "(); there are has, size, startsWith, endsWith, contains, matches, double and"
                  + " int");
    };
  }

  private Term compare(CelExpr expr, Order order, List<CelExpr> operands) {
    Term left = lower(operands.get(0));
    Term right = lower(operands.get(1));
    if (left == BROKEN
        || right == BROKEN
        || cannotBe(operands.get(0), left, right)
        || cannotBe(operands.get(1), right, left)) {
      return BROKEN;
    }
    Logic compared = Comparing.of(left, order, right);
    if (compared != null) {
      return compared;
    }
    String how = order == Order.EQUAL || order == Order.UNEQUAL ? "" : " by size";
    return refuse(
        expr,
        left.called()
            + " cannot be compared"
            + how
            + " with "
            + right.called()
            + (how.isEmpty() ? "; quotes make a text" : "; only == and != do"));
  }

  /** Whether a constant is none of the few texts that the field beside it can be; says so. */
  private boolean cannotBe(CelExpr at, Term constant, Term beside) {
    if (!(constant instanceof Term.Text text)
        || text.written() == null
        || !(beside instanceof Term.Text of)
        || !(of.own() instanceof LookField field)
        || field.texts().isEmpty()
        || field.texts().contains(text.written())) {
      return false;
    }
    refuse(at, field.name() + " is one of " + String.join(", ", field.texts()));
    return true;
  }

  private Term logic(CelExpr expr, boolean and, List<CelExpr> operands) {
    Term left = lower(operands.get(0));
    Term right = lower(operands.get(1));
    if (left == BROKEN || right == BROKEN) {
      return BROKEN;
    }
    if (!(left instanceof Logic a) || !(right instanceof Logic b)) {
      Term wrong = left instanceof Logic ? right : left;
      return refuse(
          expr,
          (and ? "'&&'" : "'||'")
              + " stands between truth values, not "
              + wrong.called()
              + "; compare it first");
    }
    return and ? Connectives.and(a, b) : Connectives.or(a, b);
  }

  private Term not(CelExpr expr, Term of) {
    if (of == BROKEN) {
      return BROKEN;
    }
    return of instanceof Logic logic
        ? Connectives.not(logic)
        : refuse(expr, "'!' stands before a truth value, not " + of.called());
  }

  private Term negated(CelExpr expr, Term of) {
    if (of instanceof Term.Int a) {
      return new Term.Int(new Numbers.WholeNegated(a.node()), null, null, a.reads().unsure());
    }
    if (of instanceof Term.Fraction a) {
      return new Term.Fraction(new Numbers.RealNegated(a.node()), null, null, a.reads());
    }
    return of == BROKEN ? BROKEN : refuse(expr, "'-' stands before a number, not " + of.called());
  }

  private Term arithmetic(CelExpr expr, Numbers.Operation operation, List<CelExpr> operands) {
    Term left = lower(operands.get(0));
    Term right = lower(operands.get(1));
    if (left == BROKEN || right == BROKEN) {
      return BROKEN;
    }
    if (left instanceof Term.Int a && right instanceof Term.Int b) {
      return new Term.Int(
          new Numbers.WholeArithmetic(operation, a.node(), b.node()),
          null,
          null,
          a.reads().and(b.reads()).unsure());
    }
    if (left instanceof Term.Fraction a && right instanceof Term.Fraction b) {
      return operation == Numbers.Operation.MODULO
          ? refuse(expr, "'%' divides whole numbers; write int(...) around both sides")
          : new Term.Fraction(
              new Numbers.RealArithmetic(operation, a.node(), b.node()),
              null,
              null,
              a.reads().and(b.reads()));
    }
    boolean numbers =
        (left instanceof Term.Int || left instanceof Term.Fraction)
            && (right instanceof Term.Int || right instanceof Term.Fraction);
    return refuse(
        expr,
        "arithmetic takes two numbers of one kind, not "
            + left.called()
            + " and "
            + right.called()
            + (numbers ? "; write double(...) around the whole number, or 2.0 for 2" : ""));
  }

  private Term in(CelExpr expr, CelExpr of, CelExpr list) {
    Term value = lower(of);
    if (list.getKind() != CelExpr.ExprKind.Kind.LIST) {
      return refuse(list, "'in' looks up in a list of constants; write in [a, b]");
    }
    List<Long> wholes = new ArrayList<>();
    List<Double> reals = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    boolean wrong = value == BROKEN;
    for (CelExpr element : list.list().elements()) {
      Term entry = lower(element);
      if (entry instanceof Term.Int a && a.written() != null && !(value instanceof Term.Text)) {
        wholes.add(a.written());
      } else if (entry instanceof Term.Fraction a
          && a.written() != null
          && !(value instanceof Term.Text)) {
        reals.add(a.written());
      } else if (entry instanceof Term.Text a
          && a.written() != null
          && (value instanceof Term.Text || value == BROKEN)) {
        wrong |= cannotBe(element, a, value);
        texts.add(a.written());
      } else {
        wrong = true;
        if (entry != BROKEN) {
          refuse(
              element,
              "the list must hold constants that can equal what is looked up, which is "
                  + value.called());
        }
      }
    }
    if (list.list().elements().isEmpty()) {
      return refuse(list, "nothing is in an empty list; name at least one value");
    }
    if (wrong) {
      return BROKEN;
    }
    if (value instanceof Term.Int a) {
      return Comparing.in(a, wholes, reals);
    }
    if (value instanceof Term.Fraction a) {
      return Comparing.in(a, wholes, reals);
    }
    return value instanceof Term.Text a
        ? Comparing.in(a, texts)
        : refuse(expr, "'in' looks up a number or a text, not " + value.called());
  }

  private Term convert(CelExpr expr, String function, List<CelExpr> operands) {
    if (operands.size() != 1) {
      return refuse(expr, function + "() takes one value, not " + operands.size());
    }
    Term of = lower(operands.get(0));
    if (of == BROKEN) {
      return BROKEN;
    }
    if (function.equals("size")) {
      if (of instanceof Term.Text text && text.words() != null) {
        return new Term.Int(new Numbers.SizeOf(text.words()), null, null, text.reads());
      }
      return refuse(expr, "size() takes a text of this look, not " + of.called());
    }
    boolean real = function.equals("double");
    if (of instanceof Term.Int a) {
      return real ? new Term.Fraction(new Numbers.RealOfWhole(a.node()), null, null, a.reads()) : a;
    }
    if (of instanceof Term.Fraction a) {
      return real
          ? a
          : new Term.Int(new Numbers.WholeOfReal(a.node()), null, null, a.reads().unsure());
    }
    return refuse(expr, function + "() takes a number, not " + of.called());
  }

  private Term textTest(CelExpr expr, String function, List<CelExpr> operands) {
    if (operands.size() != 2) {
      return refuse(expr, "write text." + function + "(\"...\")");
    }
    Term of = lower(operands.get(0));
    Term with = lower(operands.get(1));
    if (of == BROKEN || with == BROKEN) {
      return BROKEN;
    }
    if (!(of instanceof Term.Text text) || text.words() == null) {
      return refuse(expr, function + "() is asked of a text of this look, not of " + of.called());
    }
    if (!(with instanceof Term.Text argument) || argument.written() == null) {
      return refuse(operands.get(1), function + "() takes a constant text, such as \"abc\"");
    }
    String written = argument.written();
    try {
      Truth test =
          switch (function) {
            case "startsWith" -> new TextTests.Starts(text.words(), written);
            case "endsWith" -> new TextTests.Ends(text.words(), written);
            case "contains" -> new TextTests.Contains(text.words(), written);
            default -> new TextTests.Matches(text.words(), SafeRegex.compile(written));
          };
      return Comparing.term(test, text.reads(), Anchors.present(text.reads().need()));
    } catch (SafeRegex.Refused e) {
      return refuse(operands.get(1), "this regular expression " + e.why());
    }
  }
}
