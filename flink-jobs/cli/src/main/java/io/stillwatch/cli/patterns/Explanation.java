package io.stillwatch.cli.patterns;

import io.stillwatch.patterns.BookView;
import io.stillwatch.patterns.Episodes;
import io.stillwatch.patterns.Explainer;
import io.stillwatch.patterns.Match;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.Standing;
import io.stillwatch.patterns.cep.Packer;
import io.stillwatch.patterns.condition.FieldCatalog;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One pattern and one account: what the pattern made of each exchange. */
final class Explanation {

  /** As the engine's default: an account that is silent for so long starts anew. */
  private static final Duration SILENCE = Duration.ofDays(30);

  private final PatternSpec spec;
  private final ProfileKeeper keeper;
  private final AccountProfile profile = AccountProfile.empty();
  private final Explainer explainer;
  private final List<Asked> asked;
  private final Map<Long, String> numbers = new HashMap<>();
  private int matches;
  private int asks;

  /** One exchange: what was asked of it, and what came of it, in words. */
  record Step(
      int number, String exchange, Instant at, List<Asked.Said> said, List<String> happened) {

    List<String> lines() {
      List<String> lines = new ArrayList<>();
      lines.add("#" + number + "  " + at + "  " + exchange);
      said.forEach(each -> lines.add("    " + each.text()));
      happened.forEach(each -> lines.add("    > " + each));
      return lines;
    }

    Json json() {
      return Json.object()
          .with("number", number)
          .with("exchange", exchange)
          .with("clock", at)
          .with("conditions", said.stream().map(Asked.Said::json).toList())
          .with("happened", happened);
    }
  }

  Explanation(PatternSpec spec, FieldCatalog fields) {
    this.spec = spec;
    this.keeper = new ProfileKeeper(SignalCatalog.installed(), SILENCE);
    this.explainer = new Explainer(Packer.pack(spec, spec.key(), List.of()), profile);
    this.asked = Asked.of(spec.form(), fields);
  }

  int matches() {
    return matches;
  }

  int asked() {
    return asks;
  }

  /** Empty for an event that the pattern does not judge: the other half of an exchange, a copy. */
  Optional<Step> see(Sighting sighting) {
    Look look = keeper.see(profile, sighting);
    if (look == null || !BookView.hears(spec, look)) {
      return Optional.empty();
    }
    int number = numbers.size() + 1;
    numbers.put(sighting.exchangeHash(), "#" + number);
    Explainer.Told told = explainer.judge(look);
    List<Asked.Said> said = asked.stream().map(each -> each.say(look, told.before())).toList();
    List<String> happened = new ArrayList<>();
    told.changes().forEach(change -> happened.add(words(change)));
    if (!(told.after() instanceof Standing.Partials) && told.matches().isEmpty()) {
      happened.add(words(told.after()));
    }
    for (int i = 0; i < told.matches().size(); i++) {
      happened.add(words(told.matches().get(i)));
      happened.add(words(told.episodes().get(i)));
    }
    return Optional.of(
        new Step(
            number, sighting.exchangeId(), Instant.ofEpochMilli(look.clockMs()), said, happened));
  }

  private String words(Explainer.Change change) {
    Standing.Live live = change.live();
    String from = numbers.getOrDefault(first(live), "an exchange before");
    String has = taken(live.taken());
    return switch (change.fate()) {
      case BEGUN -> "match begun: " + has + waits(live);
      case ADVANCED -> "match begun at " + from + " advanced: " + has + waits(live);
      case TIMED_OUT ->
          "match begun at "
              + from
              + " ran out of its "
              + Words.duration(spec.form().within())
              + ": it had "
              + has;
      case BROKEN ->
          "match begun at " + from + " broken by this exchange: it had " + has + waits(live);
      case ENDED_WITH_MATCH -> "match begun at " + from + " ended: its exchanges are in a match";
      case PUSHED_OUT -> "match begun at " + from + " pushed out: too many are live";
    };
  }

  private static long first(Standing.Live live) {
    return live.taken().isEmpty() ? 0 : live.taken().get(0).firstExchange();
  }

  private static String taken(List<Match.StepTaken> taken) {
    List<String> words = new ArrayList<>();
    taken.forEach(step -> words.add(step.count() + " of " + step.name()));
    return String.join(", ", words);
  }

  private static String waits(Standing.Live live) {
    return live.complete()
        ? "; complete, and held back while an earlier one is open"
        : "; waits for " + String.join(" or ", live.waitsFor());
  }

  private static String words(Standing standing) {
    if (standing instanceof Standing.Part share) {
      return String.format(
          Locale.ROOT,
          "stands at %d of %d (%.0f %%); a match takes %.0f %% of at least %d",
          share.part(),
          share.whole(),
          share.whole() == 0 ? 0 : 100.0 * share.part() / share.whole(),
          100 * share.atLeast(),
          share.outOf());
    }
    Standing.Sum sum = (Standing.Sum) standing;
    return "stands at "
        + Words.number(sum.reached())
        + " of "
        + Words.number(sum.needed())
        + " "
        + sum.what();
  }

  private String words(Match match) {
    matches++;
    StringBuilder text = new StringBuilder("MATCH ").append(matches).append(": ");
    text.append(taken(match.steps()));
    for (Match.Measured measured : match.measured()) {
      text.append("; ")
          .append(measured.name())
          .append(' ')
          .append(Words.number(measured.value()))
          .append(" of at least ")
          .append(Words.number(measured.threshold()));
    }
    return text.append(", begun at ")
        .append(numbers.getOrDefault(match.firstExchange(), "an exchange before"))
        .toString();
  }

  private String words(Episodes.Episode episode) {
    if (!episode.reports()) {
      return "episode: match " + episode.matches() + ", nothing new to report";
    }
    boolean due = episode.asksForAction(spec);
    asks += due ? 1 : 0;
    return "episode: match "
        + episode.matches()
        + ", finding "
        + episode.report()
        + (due
            ? " asks for "
                + spec.action().kind()
                + " for "
                + Words.duration(spec.action().duration())
            : "; the action is due from match " + spec.actAfter());
  }
}
