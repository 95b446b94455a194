package io.stillwatch.cli.evaluate;

import io.stillwatch.campaigns.CampaignFit;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.campaign.CampaignWeights;
import io.stillwatch.patterns.campaign.CampaignWeights.Innocent;
import io.stillwatch.patterns.campaign.CampaignWeights.Member;
import io.stillwatch.patterns.campaign.Clue;
import io.stillwatch.patterns.campaign.Tie;
import io.stillwatch.profiles.LinkKind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A pattern file with other weights: the base's text, in which only its version, references and
 * weights are others, and the evidence that makes a member, in the condition and in the tests near
 * it.
 */
final class FittedFile {

  private static final String THRESHOLD = "member.evidence >= ";
  private static final String TESTED = "member: {evidence: ";
  private static final int NAME_CHARS_MAX = 200;

  /**
   * Where weights come from.
   *
   * @param streams as they were named
   * @param sha256 over the bytes of all events and labels, in order
   */
  record Origin(
      List<String> streams,
      String sha256,
      int accounts,
      double wrongPer100k,
      double prior,
      @Nullable LocalDate date) {}

  private final PatternSpec base;
  private final String text;

  FittedFile(PatternSpec base, String text) {
    this.base = base;
    this.text = text;
  }

  String with(CampaignFit.Fitted fitted, Origin origin) {
    double before = Double.parseDouble(after(text, THRESHOLD));
    List<String> lines = new ArrayList<>();
    String skipping = null;
    for (String line : text.lines().toList()) {
      if (skipping != null && (line.isBlank() || indent(line) > indent(skipping))) {
        continue;
      }
      skipping = null;
      if (line.equals("  version: " + base.version())) {
        lines.add("  version: " + (base.version() + 1));
      } else if (line.equals("  references:")) {
        lines.add(line);
        references(fitted, origin).forEach(one -> lines.add("    - \"" + one + "\""));
        skipping = line;
      } else if (line.equals("  weights:")) {
        lines.add(line);
        weights(fitted.weights(), lines);
        skipping = line;
      } else {
        lines.add(moved(line, before, fitted.evidence()));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static int indent(String line) {
    int indent = 0;
    while (indent < line.length() && line.charAt(indent) == ' ') {
      indent++;
    }
    return indent;
  }

  /** The number that stands right behind these words. */
  private static String after(String text, String words) {
    int from = text.indexOf(words) + words.length();
    int to = from;
    while (to < text.length() && (Character.isDigit(text.charAt(to)) || text.charAt(to) == '.')) {
      to++;
    }
    return text.substring(from, to);
  }

  /** The threshold is another, and what a test gives is as far from it as before. */
  private static String moved(String line, double before, double now) {
    if (line.contains(THRESHOLD)) {
      return line.replace(THRESHOLD + after(line, THRESHOLD), THRESHOLD + number(now));
    }
    if (line.contains(TESTED)) {
      String given = after(line, TESTED);
      double moved = Double.parseDouble(given) + now - before;
      return line.replace(TESTED + given, TESTED + number(moved));
    }
    return line;
  }

  private static List<String> references(CampaignFit.Fitted fitted, Origin origin) {
    List<String> references = new ArrayList<>();
    references.add(
        "Weights fitted by 'stillwatch calibrate'"
            + (origin.date() == null ? "" : " on " + origin.date())
            + ": "
            + origin.streams().size()
            + " labelled streams of "
            + origin.accounts()
            + " accounts, "
            + fitted.campaigns()
            + " campaigns; a budget of "
            + number(origin.wrongPer100k())
            + " honest accounts of 100000 taken for members, prior "
            + number(origin.prior())
            + "; here "
            + fitted.wrong()
            + " of "
            + fitted.honest()
            + (fitted.keepsBudget() ? " were." : " were, which is more than the budget."));
    references.add("sha256:" + origin.sha256());
    for (String stream : new TreeSet<>(origin.streams())) {
      if (references.size() < 16) {
        references.add(plain(stream));
      }
    }
    return references;
  }

  /** As a quoted text of YAML can hold it. */
  private static String plain(String name) {
    StringBuilder plain = new StringBuilder();
    for (int i = Math.max(0, name.length() - NAME_CHARS_MAX); i < name.length(); i++) {
      char c = name.charAt(i);
      plain.append(c < ' ' || c > '~' || c == '"' || c == '\\' ? '_' : c);
    }
    return plain.toString();
  }

  private static void weights(CampaignWeights weights, List<String> lines) {
    lines.add("    # How likely two unrelated accounts share one.");
    lines.add("    chance:");
    for (LinkKind kind :
        List.of(LinkKind.CARD, LinkKind.NETWORK, LinkKind.PROGRAM, LinkKind.TOOLS)) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      lines.add("      " + name + ": " + number(weights.coincidence(kind)));
    }
    lines.add("    # The most that each clue adds to the case against the accounts on a link.");
    lines.add("    clues:");
    for (Clue clue : Clue.values()) {
      lines.add("      " + clue.term() + ": " + number(weights.clueMax(clue)));
    }
    if (!weights.innocent().isEmpty()) {
      lines.add("    # Of these the best is taken to be true: what it explains does not count.");
      lines.add("    innocent:");
    }
    for (Innocent innocent : weights.innocent()) {
      List<String> clues = innocent.explains().stream().sorted().map(Clue::term).toList();
      lines.add(
          "      - {name: " + innocent.name() + ", explains: [" + String.join(", ", clues) + "]}");
    }
    lines.add("    founding: " + number(weights.found()));
    lines.add("    cardShare: " + number(weights.cardShare()));
    lines.add("    commonShare: " + number(weights.commonShare()));
    lines.add("    # The most that each tie of an account to a campaign adds, in nats.");
    lines.add("    ties:");
    Member member = weights.member();
    for (Tie tie : Tie.values()) {
      lines.add("      " + tie.term() + ": " + number(member.max(tie)));
    }
    lines.add("    strongTie: " + number(member.strong()));
    lines.add("    notableTemplate: " + number(member.notable()));
    lines.add("    perFurtherTemplate: " + number(member.perFurtherTemplate()));
    lines.add("    perHandOver: " + number(member.perHandOver()));
    lines.add("    otherCard: " + number(member.otherCard()));
    lines.add("    ownPart: " + number(member.own()));
    lines.add("    ownShare: " + number(member.ownShare()));
    lines.add("    queue: " + member.queue());
  }

  /** Four digits that count, and no exponent. */
  private static String number(double value) {
    String text = new BigDecimal(value, new MathContext(4)).stripTrailingZeros().toPlainString();
    return text.contains(".") ? text : text + ".0";
  }
}
