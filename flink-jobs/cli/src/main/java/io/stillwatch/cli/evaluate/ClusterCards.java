package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.evaluate.Cluster.Weight;
import java.util.List;
import java.util.Map;

/** A card for each campaign that the actions name, with its members and its evidence. */
final class ClusterCards {

  private static final int CARDS_MAX = 24;
  private static final int TERMS_MAX = 8;
  private static final int SIDES_MAX = 6;
  private static final int EXPLANATION_CHARS_MAX = 400;

  private ClusterCards() {}

  static void write(List<Cluster> clusters, Markup page) {
    if (clusters.isEmpty()) {
      page.raw("<p class=\"note\">No action names a campaign.</p>");
      return;
    }
    page.raw("<div class=\"panels\">");
    clusters.stream().limit(CARDS_MAX).forEach(cluster -> card(cluster, page));
    page.raw("</div>");
    if (clusters.size() > CARDS_MAX) {
      page.rawf(
          "<p class=\"note\">The largest %d of %,d are shown.</p>", CARDS_MAX, clusters.size());
    }
  }

  private static void card(Cluster cluster, Markup page) {
    String css = cluster.honest() == 0 ? "chip good" : "chip bad";
    page.raw("<div class=\"card\"><h3>")
        .text(cluster.id())
        .element("span", css, "purity " + ScoreTable.percent(cluster.purity()))
        .raw("</h3>");
    page.rawf(
        "<p class=\"fine\">%,d members, met from %s to %s UTC by %s</p>",
        cluster.members(),
        Timeline.minute((long) cluster.fromMs()),
        Timeline.minute((long) cluster.untilMs()),
        String.join(", ", cluster.patterns()).replace("null", "an unnamed pattern"));
    members(cluster, page);
    terms(cluster, page);
    String explanation = cluster.explanation();
    if (explanation != null && !explanation.isBlank()) {
      page.element(
          "blockquote",
          "",
          explanation.length() > EXPLANATION_CHARS_MAX
              ? explanation.substring(0, EXPLANATION_CHARS_MAX) + " ..."
              : explanation);
    }
    page.raw("</div>");
  }

  private static void members(Cluster cluster, Markup page) {
    page.raw("<div class=\"stack\" aria-hidden=\"true\">");
    List<Map.Entry<String, Integer>> sides =
        cluster.sides().entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .toList();
    for (Map.Entry<String, Integer> side : sides) {
      page.rawf(
          "<i class=\"%s\" style=\"flex-grow:%d\" title=\"%s: %d\"></i>",
          side.getKey().startsWith("honest") ? "honest" : "attack",
          side.getValue(),
          side.getKey(),
          side.getValue());
    }
    page.raw("</div><p class=\"fine\">");
    for (int i = 0; i < Math.min(SIDES_MAX, sides.size()); i++) {
      page.rawf("%s%s %d", i == 0 ? "" : ", ", sides.get(i).getKey(), sides.get(i).getValue());
    }
    page.raw(sides.size() > SIDES_MAX ? " and others</p>" : "</p>");
  }

  private static void terms(Cluster cluster, Markup page) {
    if (cluster.terms().isEmpty()) {
      page.raw("<p class=\"fine\">Its actions carry no terms of evidence.</p>");
      return;
    }
    double most =
        cluster.terms().stream().mapToDouble(term -> Math.abs(term.mean())).max().orElse(1);
    page.raw("<table class=\"bars\"><tbody>");
    cluster.terms().stream()
        .limit(TERMS_MAX)
        .forEach(term -> term(term, cluster, Math.max(most, 1e-12), page));
    page.raw("</tbody></table>");
    if (cluster.terms().size() > TERMS_MAX) {
      page.rawf("<p class=\"fine\">and %d lighter terms</p>", cluster.terms().size() - TERMS_MAX);
    }
  }

  private static void term(Weight term, Cluster cluster, double most, Markup page) {
    page.rawf(
        "<tr><th>%s</th><td class=\"track\"><i style=\"width:%.1f%%\"></i></td><td>%.3g</td>"
            + "<td class=\"fine\">in %d of %d</td></tr>",
        term.name(),
        100 * Math.abs(term.mean()) / most,
        term.mean(),
        Math.min(term.members(), cluster.members()),
        cluster.members());
  }
}
