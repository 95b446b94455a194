package io.stillwatch.patterns.condition;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelSource;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import io.stillwatch.patterns.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and checks texts with CEL's own library: fields are members of nested messages. */
final class CelText {

  /** Where the fields of a catalogue stand, for a look and for each earlier step. */
  private static final String LOOK = "look";

  static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .maxExpressionCodePointSize(ConditionLimits.TEXT_CHARS_MAX)
          // Brackets have been counted; this bounds what nests without them.
          .maxParseRecursionDepth(4 * ConditionLimits.DEPTH_MAX)
          .maxParseErrorRecoveryLimit(3)
          .build();

  private static final ImmutableSet<StandardFunction> TAKEN =
      ImmutableSet.of(
          StandardFunction.LOGICAL_NOT,
          StandardFunction.LOGICAL_AND,
          StandardFunction.LOGICAL_OR,
          StandardFunction.EQUALS,
          StandardFunction.NOT_EQUALS,
          StandardFunction.LESS,
          StandardFunction.LESS_EQUALS,
          StandardFunction.GREATER,
          StandardFunction.GREATER_EQUALS,
          StandardFunction.ADD,
          StandardFunction.SUBTRACT,
          StandardFunction.MULTIPLY,
          StandardFunction.DIVIDE,
          StandardFunction.MODULO,
          StandardFunction.NEGATE,
          StandardFunction.IN,
          StandardFunction.SIZE,
          StandardFunction.STARTS_WITH,
          StandardFunction.ENDS_WITH,
          StandardFunction.CONTAINS,
          StandardFunction.MATCHES,
          StandardFunction.INT,
          StandardFunction.DOUBLE,
          // Only the trials' texts say it.
          StandardFunction.DYN);

  /** Kinds of values that conditions do not have; CEL's checker is slower the more it knows. */
  private static final ImmutableList<String> FOREIGN =
      ImmutableList.of("uint", "bytes", "timestamp", "duration", "map", "list_size", "size_list");

  private static final CelStandardDeclarations DECLARATIONS =
      CelStandardDeclarations.newBuilder()
          .filterFunctions(
              (function, overload) ->
                  TAKEN.contains(function)
                      && FOREIGN.stream()
                          .noneMatch(overload.celOverloadDecl().overloadId()::contains))
          .build();

  private final CelCompiler base;
  private final StructType look;

  CelText(FieldCatalog catalog) {
    this(catalog, mixedEquality());
  }

  CelText(FieldCatalog catalog, List<CelFunctionDecl> more) {
    Group root = new Group();
    for (Field field : catalog.all()) {
      root.put(field.name(), type(field.type()));
    }
    List<CelType> types = new ArrayList<>();
    look = root.declare(LOOK, types);
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.HAS)
            .setStandardEnvironmentEnabled(false)
            .setStandardDeclarations(DECLARATIONS)
            .addFunctionDeclarations(more)
            .setTypeProvider(new Types(ImmutableList.copyOf(types)));
    for (StructType.Field top : look.fields()) {
      builder.addVar(top.name(), top.type());
    }
    base = builder.build();
  }

  /** CEL compares mixed numbers with {@code <} and its like, but not with {@code ==}. */
  private static ImmutableList<CelFunctionDecl> mixedEquality() {
    ListType ints = ListType.create(SimpleType.INT);
    ListType doubles = ListType.create(SimpleType.DOUBLE);
    return ImmutableList.of(
        mixed("_==_", "equals", SimpleType.DOUBLE, SimpleType.INT),
        mixed("_!=_", "not_equals", SimpleType.DOUBLE, SimpleType.INT),
        CelFunctionDecl.newFunctionDeclaration(
            "@in",
            truth("in_list_double_int", SimpleType.DOUBLE, ints),
            truth("in_list_int_double", SimpleType.INT, doubles)));
  }

  private static CelFunctionDecl mixed(String function, String name, CelType a, CelType b) {
    return CelFunctionDecl.newFunctionDeclaration(
        function, truth(name + "_double_int", a, b), truth(name + "_int_double", b, a));
  }

  private static CelOverloadDecl truth(String id, CelType a, CelType b) {
    return CelOverloadDecl.newGlobalOverload(id, SimpleType.BOOL, a, b);
  }

  CelValidationResult parse(String text) {
    return base.parse(text);
  }

  /** What CEL's checker finds wrong; nothing, if the compiler before it did its work. */
  List<Flaw> check(CelAbstractSyntaxTree parsed, List<String> earlierSteps) {
    CelValidationResult checked = checked(parsed, earlierSteps);
    return checked.hasError() ? flaws(checked) : List.of();
  }

  CelValidationResult checked(CelAbstractSyntaxTree parsed, List<String> earlierSteps) {
    if (earlierSteps.isEmpty()) {
      return base.check(parsed);
    }
    CelCompilerBuilder builder = base.toCompilerBuilder();
    for (String step : earlierSteps) {
      if (isName(step) && look.findField(step).isEmpty()) {
        builder.addVar(step, look);
      }
    }
    return builder.build().check(parsed);
  }

  static boolean isName(String step) {
    boolean name = !step.isEmpty();
    for (int i = 0; i < step.length(); i++) {
      char c = step.charAt(i);
      name &= c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (i > 0 && isDigit(c));
    }
    return name;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static CelAbstractSyntaxTree tree(CelValidationResult parsed) {
    try {
      return parsed.getAst();
    } catch (CelValidationException e) {
      throw new IllegalStateException("errors have been asked for", e);
    }
  }

  /** The library's complaints, without its lists of everything that it would have taken. */
  static List<Flaw> flaws(CelValidationResult result) {
    CelSource source = result.getSource();
    String text = source.getContent().toString();
    List<Flaw> flaws = new ArrayList<>();
    for (CelIssue issue : result.getErrors()) {
      int line = issue.getSourceLocation().getLine();
      int column = Math.max(0, issue.getSourceLocation().getColumn());
      int offset = offset(text, source.getLocationOffset(line, column).orElse(0));
      flaws.add(SyntaxAdvice.flaw(text, offset, issue.getMessage()));
    }
    return flaws;
  }

  /** From code points, in which CEL counts, to chars. */
  static int offset(String text, int codePoints) {
    int there = Math.min(codePoints, text.codePointCount(0, text.length()));
    return text.offsetByCodePoints(0, Math.max(0, there));
  }

  private static CelType type(Field.Type type) {
    return switch (type) {
      case BOOL -> SimpleType.BOOL;
      case INT -> SimpleType.INT;
      case DOUBLE -> SimpleType.DOUBLE;
      case TEXT -> SimpleType.STRING;
    };
  }

  /** Fields that share the front of their names. */
  private static final class Group {

    private final Map<String, CelType> fields = new LinkedHashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();

    void put(String name, CelType type) {
      int dot = name.indexOf('.');
      if (dot < 0) {
        fields.put(name, type);
      } else {
        groups
            .computeIfAbsent(name.substring(0, dot), front -> new Group())
            .put(name.substring(dot + 1), type);
      }
    }

    StructType declare(String name, List<CelType> types) {
      Map<String, CelType> members = new LinkedHashMap<>(fields);
      groups.forEach(
          (front, group) -> members.put(front, group.declare(name + "." + front, types)));
      ImmutableMap<String, CelType> fixed = ImmutableMap.copyOf(members);
      StructType type =
          StructType.create(name, fixed.keySet(), member -> Optional.ofNullable(fixed.get(member)));
      types.add(type);
      return type;
    }
  }

  /** The messages that there are. */
  private record Types(ImmutableList<CelType> all) implements CelTypeProvider {
    @Override
    public ImmutableCollection<CelType> types() {
      return all;
    }

    @Override
    public Optional<CelType> findType(String typeName) {
      for (CelType type : all) {
        if (type.name().equals(typeName)) {
          return Optional.of(type);
        }
      }
      return Optional.empty();
    }
  }
}
