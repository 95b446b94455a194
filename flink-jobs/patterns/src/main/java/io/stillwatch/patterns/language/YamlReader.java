package io.stillwatch.patterns.language;

import io.stillwatch.patterns.language.Yaml.Entry;
import io.stillwatch.patterns.language.Yaml.Scalar;
import io.stillwatch.patterns.language.Yaml.Style;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads one YAML document into {@link Yaml}, from the parser's events.
 *
 * <p>Below the events there is no tree of the parser's, no tag is resolved and no class is looked
 * up: there is nothing that a file could instantiate. Aliases are not followed, so nothing grows.
 */
final class YamlReader {

  /** The file cannot be read any further; the reason has been told. */
  private static final class Abandoned extends Exception {
    Abandoned() {
      super(null, null, false, false);
    }
  }

  private static final String CORE_TAGS = "tag:yaml.org,2002:";

  /** Anchors, aliases and tags told of one file: a file full of them is no pattern. */
  private static final int REFUSALS_MAX = 8;

  /** The parser quotes what it found, which may be long. */
  private static final int SENTENCE_CHARS_MAX = 160;

  private final StreamReader characters;
  private final ParserImpl parser;
  private final Problems problems;
  private int refusals;

  private YamlReader(SourceText source, Problems problems) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(LanguageLimits.FILE_BYTES_MAX);
    options.setNestingDepthLimit(LanguageLimits.DEPTH_MAX);
    this.characters = new StreamReader(source.text());
    this.parser = new ParserImpl(characters, options);
    this.problems = problems;
  }

  /** The only document of the source; null, and a problem, when there is none that can be read. */
  static @Nullable Yaml read(SourceText source, Problems problems) {
    try {
      return new YamlReader(source, problems).document();
    } catch (Abandoned e) {
      return null;
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
      problems.add(mark == null ? Place.START : place(mark), "", "not YAML: " + sentence(e));
      return null;
    } catch (YAMLException e) {
      problems.add(
          Place.START, "", "not YAML: " + Shown.text("" + e.getMessage(), SENTENCE_CHARS_MAX));
      return null;
    }
  }

  private static String sentence(MarkedYAMLException e) {
    String context = e.getContext();
    String problem = e.getProblem();
    String told = context == null || context.isBlank() ? "" + problem : context + ", " + problem;
    return Shown.text(told.strip(), SENTENCE_CHARS_MAX);
  }

  private Yaml document() throws Abandoned {
    next(); // the stream's start
    if (comes(Event.ID.StreamEnd)) {
      throw abandon(Place.START, "the file is empty", "a pattern begins with 'apiVersion'");
    }
    next(); // the document's start
    Yaml value = value(1);
    next(); // its end
    if (!comes(Event.ID.StreamEnd)) {
      problems.add(place(next()), "", "a second document", "one file is one pattern; split it");
    }
    return value;
  }

  private Yaml value(int depth) throws Abandoned {
    Event event = next();
    Place at = place(event);
    if (depth > LanguageLimits.DEPTH_MAX) {
      throw abandon(
          at,
          "nested deeper than " + LanguageLimits.DEPTH_MAX + " levels",
          "no pattern needs that");
    }
    boolean refused = refuses(event, at);
    Yaml value;
    if (event instanceof ScalarEvent scalar) {
      value = scalar(scalar, at);
    } else if (event instanceof SequenceStartEvent) {
      value = items(at, depth);
    } else if (event instanceof MappingStartEvent) {
      value = mapping(at, depth);
    } else {
      value = new Yaml.Refused(at);
    }
    return refused ? new Yaml.Refused(at) : value;
  }

  /** Refuses what YAML can do beyond plain values. */
  private boolean refuses(Event event, Place at) throws Abandoned {
    int before = problems.count();
    if (event instanceof AliasEvent alias) {
      problems.add(at, "", "the alias *" + alias.getAnchor(), "write the value out");
    } else if (event instanceof NodeEvent node && node.getAnchor() != null) {
      problems.add(at, "", "the anchor &" + node.getAnchor(), "write values out; aliases are off");
    }
    String tag =
        event instanceof ScalarEvent scalar
            ? scalar.getTag()
            : event instanceof CollectionStartEvent collection ? collection.getTag() : null;
    if (tag != null) {
      String shown = tag.startsWith(CORE_TAGS) ? "!!" + tag.substring(CORE_TAGS.length()) : tag;
      problems.add(at, "", "the tag " + shown, "leave it out; the key says what its value is");
    }
    boolean refused = problems.count() > before;
    if (refused && ++refusals == REFUSALS_MAX) {
      throw new Abandoned();
    }
    return refused;
  }

  private Yaml scalar(ScalarEvent event, Place at) {
    Style style =
        switch (event.getScalarStyle()) {
          case SINGLE_QUOTED -> Style.SINGLE_QUOTED;
          case DOUBLE_QUOTED, JSON_SCALAR_STYLE -> Style.DOUBLE_QUOTED;
          case LITERAL -> Style.LITERAL;
          case FOLDED -> Style.FOLDED;
          case PLAIN -> Style.PLAIN;
        };
    String text = event.getValue();
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      if (!SourceText.isAllowed(point)) {
        problems.add(
            at, "", "the character " + SourceText.name(point) + ", escaped in quotes", "remove it");
        return new Yaml.Refused(at);
      }
      i += Character.charCount(point);
    }
    return new Scalar(at, text, style, event.getStartMark().getIndex());
  }

  private Yaml items(Place at, int depth) throws Abandoned {
    List<Yaml> items = new ArrayList<>();
    while (!comes(Event.ID.SequenceEnd)) {
      items.add(value(depth + 1));
    }
    next();
    return new Yaml.Items(at, items);
  }

  private Yaml mapping(Place at, int depth) throws Abandoned {
    List<Entry> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    while (!comes(Event.ID.MappingEnd)) {
      Yaml key = value(depth + 1);
      Yaml value = value(depth + 1);
      if (!(key instanceof Scalar name)) {
        if (!(key instanceof Yaml.Refused)) {
          problems.add(key.at(), "", "a key that is no word", "write 'name: value'");
        }
      } else if (keys.add(name.text())) {
        entries.add(new Entry(name, value));
      } else {
        problems.add(
            name.at(), "", "the key '" + Shown.text(name.text()) + "' comes twice", "keep one");
      }
    }
    next();
    return new Yaml.Mapping(at, entries);
  }

  private Event next() throws Abandoned {
    try {
      return parser.getEvent();
    } catch (YAMLException e) {
      throw e;
    } catch (RuntimeException e) {
      throw stumbled();
    }
  }

  private boolean comes(Event.ID id) throws Abandoned {
    try {
      return parser.checkEvent(id);
    } catch (YAMLException e) {
      throw e;
    } catch (RuntimeException e) {
      throw stumbled();
    }
  }

  /**
   * The parser meets some malformed numbers (in an escape such as backslash U FFFFFFFF) with an
   * exception that is not its own and has no place.
   */
  private Abandoned stumbled() {
    return abandon(place(characters.getMark()), "not YAML: a malformed number or escape", null);
  }

  private Abandoned abandon(Place at, String message, @Nullable String suggestion) {
    problems.add(at, "", message, suggestion);
    return new Abandoned();
  }

  private static Place place(Event event) {
    return place(event.getStartMark());
  }

  private static Place place(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }
}
