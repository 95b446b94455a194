package io.stillwatch.patterns.language;

import io.stillwatch.patterns.Form;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.PatternSpec.Action;
import io.stillwatch.patterns.PatternSpec.Listens;
import io.stillwatch.patterns.condition.Conditions;
import io.stillwatch.patterns.condition.FieldCatalog;
import io.stillwatch.patterns.language.Vetted.Passed;
import io.stillwatch.patterns.language.Vetted.Refused;
import io.stillwatch.schemas.Mode;
import io.stillwatch.signals.SignalCatalog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pattern file: its form and its meaning, but not whether its tests pass, which takes the
 * engine and is {@link Vetting}'s affair.
 *
 * <p>Immutable and shared between threads as far as the conditions' compiler is.
 */
public final class PatternReader {

  static final String API_VERSION = "stillwatch.io/v1";
  static final String KIND = "Pattern";

  private static final String CAMPAIGN = "campaign";

  private static final Map<String, Boolean> SCOPES = Map.of("account", true, CAMPAIGN, true);

  private static final String SCOPE_HINT = "not yet: account and campaign are the scopes so far";

  private static final Map<String, String> SCOPES_LATER =
      Map.of(
          "link",
          SCOPE_HINT,
          "organization",
          SCOPE_HINT,
          "api_key",
          SCOPE_HINT,
          "tenant",
          SCOPE_HINT);

  private static final Map<String, Mode> MODES =
      Map.of("shadow", Mode.SHADOW, "enforce", Mode.ENFORCE);

  private static final Map<String, String> MODES_LATER =
      Map.of("off", "a pattern enters in shadow; to switch it off, roll it back");

  private static final Map<String, Listens> JUDGED_AT =
      Map.of("request", Listens.ASKED, "response", Listens.ANSWERED);

  private final Conditions conditions;
  private final Conditions ofCampaigns;
  private final FieldCatalog fields;
  private final SignalCatalog signals;
  private final Duration horizon;

  /**
   * @param fields what conditions of account scope may ask for
   * @param horizon how long a profile remembers; no window is longer
   */
  public PatternReader(FieldCatalog fields, SignalCatalog signals, Duration horizon) {
    this.conditions = new Conditions(fields);
    this.ofCampaigns = new Conditions(FieldCatalog.ofCampaigns());
    this.fields = fields;
    this.signals = signals;
    this.horizon = horizon;
  }

  /**
   * Never throws for what is in a file. What makes no sense but can be judged is warned of, so that
   * a later release goes on with what an earlier one let through; {@link Vetting} refuses it.
   *
   * @param file its name in problems
   */
  public Vetted read(String file, String source) {
    return read(file, source.getBytes(StandardCharsets.UTF_8));
  }

  public Vetted read(String file, byte[] source) {
    Problems problems = Problems.ofPublished(file);
    Read read = read(source, problems);
    return read == null
        ? new Refused(problems.all())
        : new Passed(read.spec(), read.tests(), problems.warnings());
  }

  /** A file without problems so far, and where its match stands. */
  record Read(PatternSpec spec, PatternTests tests, Place match) {}

  /** Null where there are problems. */
  @Nullable Read read(byte[] source, Problems problems) {
    SourceText text = SourceText.read(source, problems);
    Yaml root = text == null ? null : YamlReader.read(text, problems);
    Block file = root == null ? null : Block.of(root, "", Grammar.FILE, problems);
    if (text == null || file == null) {
      return null;
    }
    checkHead(file);
    Block metadata = file.block("metadata", Grammar.METADATA);
    boolean isOfCampaigns = isOfCampaigns(file);
    Block spec = file.block("spec", isOfCampaigns ? Grammar.CAMPAIGN_SPEC : Grammar.SPEC);
    Head head = metadata == null ? null : head(metadata);
    Body body =
        spec == null
            ? null
            : isOfCampaigns ? campaignBody(spec, text, problems) : body(spec, text, problems);
    if (head == null || body == null || body.form() == null || !problems.none()) {
      return null;
    }
    return new Read(pattern(head, body, body.form()), body.tests(), body.match());
  }

  /** Which keys stand under spec hangs on its scope. */
  private static boolean isOfCampaigns(Block file) {
    if (file.get("spec") instanceof Yaml.Mapping spec) {
      for (Yaml.Entry entry : spec.entries()) {
        if (entry.key().text().equals("scope") && entry.value() instanceof Yaml.Scalar scope) {
          return scope.text().strip().equals(CAMPAIGN);
        }
      }
    }
    return false;
  }

  private static PatternSpec pattern(Head head, Body body, Form form) {
    return new PatternSpec(
        head.id(),
        head.version(),
        head.title(),
        head.owner(),
        head.references(),
        body.meant(),
        body.listens(),
        form,
        body.quiet() == null ? form.within() : body.quiet(),
        body.actAfter(),
        body.action(),
        body.explanation(),
        body.blindSpots());
  }

  private static void checkHead(Block file) {
    file.choice("apiVersion", Map.of(API_VERSION, true), Map.of(), true);
    file.choice("kind", Map.of(KIND, true), Map.of(), true);
  }

  private record Head(
      String id, int version, String title, String owner, List<String> references) {}

  private static Head head(Block metadata) {
    return new Head(
        metadata.word("id", LanguageLimits.ID_CHARS_MIN, LanguageLimits.ID_CHARS_MAX, '-'),
        metadata.whole("version", 1, Integer.MAX_VALUE, 1),
        metadata.text("title", LanguageLimits.TITLE_CHARS_MAX),
        metadata.text("owner", LanguageLimits.TITLE_CHARS_MAX),
        metadata.texts("references", LanguageLimits.REFERENCES_MAX, LanguageLimits.TEXT_CHARS_MAX));
  }

  private record Body(
      Mode meant,
      Listens listens,
      @Nullable Form form,
      Place match,
      @Nullable Duration quiet,
      int actAfter,
      Action action,
      String explanation,
      String blindSpots,
      PatternTests tests) {}

  private @Nullable Body body(Block spec, SourceText text, Problems problems) {
    spec.choice("scope", SCOPES, SCOPES_LATER, true);
    Mode meant = spec.choice("mode", MODES, MODES_LATER, Mode.SHADOW);
    Listens listens = spec.choice("judgedAt", JUDGED_AT, Map.of(), Listens.ASKED);
    String blindSpots = spec.text("blindSpots", LanguageLimits.TEXT_CHARS_MAX);
    String explanation = spec.text("explanation", LanguageLimits.TEXT_CHARS_MAX);
    ConditionReader reader =
        new ConditionReader(conditions, text, listens == Listens.ASKED, problems);
    Block match = spec.block("match", Grammar.MATCH);
    Form form =
        match == null ? null : new MatchReader(reader, fields, horizon, problems).read(match);
    Block episode = spec.block("episode", Grammar.EPISODE);
    String held = "the " + DurationText.show(horizon.toMillis()) + " that a profile holds";
    Duration quiet =
        episode != null && episode.has("quiet")
            ? episode.duration("quiet", horizon, held, horizon)
            : null;
    int actAfter = episode == null ? 1 : episode.whole("actAfter", 1, LanguageLimits.TALLY_MAX, 1);
    Block action = spec.block("action", Grammar.ACTION);
    Action asked = action == null ? null : new ActionReader(problems).read(action);
    Block tests = spec.block("tests", Grammar.TESTS);
    PatternTests read = tests == null ? null : new TestReader(signals, problems).read(tests);
    return asked == null || read == null
        ? null
        : new Body(
            meant,
            listens,
            form,
            spec.at("match"),
            quiet,
            actAfter,
            asked,
            explanation,
            blindSpots,
            read);
  }

  private @Nullable Body campaignBody(Block spec, SourceText text, Problems problems) {
    spec.choice("scope", SCOPES, SCOPES_LATER, true);
    Mode meant = spec.choice("mode", MODES, MODES_LATER, Mode.SHADOW);
    String blindSpots = spec.text("blindSpots", LanguageLimits.TEXT_CHARS_MAX);
    String explanation = spec.text("explanation", LanguageLimits.TEXT_CHARS_MAX);
    CampaignReader reader = new CampaignReader(ofCampaigns, text, problems);
    Action asked = reader.action(spec);
    Form form = reader.form(spec, asked);
    PatternTests tests = reader.tests(spec);
    return asked == null || tests == null
        ? null
        : new Body(
            meant,
            Listens.ASKED,
            form,
            spec.at("match"),
            null,
            1,
            asked,
            explanation,
            blindSpots,
            tests);
  }
}
