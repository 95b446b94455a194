package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.evaluate.ActionRow.Subject;
import io.stillwatch.cli.evaluate.ActionRow.Term;
import io.stillwatch.cli.evaluate.Truth.Account;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as the actions name it: who is in it in truth, and the evidence that put them there.
 *
 * @param sides accounts by the campaign, or the class of honest users, that they belong to
 * @param fromMs the earliest action
 * @param terms what the evidence adds up of, over all members, the heaviest first
 * @param explanation what the first action says
 */
record Cluster(
    String id,
    Map<String, Integer> sides,
    int honest,
    double fromMs,
    double untilMs,
    List<String> patterns,
    List<Weight> terms,
    @Nullable String explanation) {

  private static final String HONEST = "honest: ";

  /**
   * One term of evidence over the members.
   *
   * @param members whose evidence has it
   * @param mean value times weight, over those members
   */
  record Weight(String name, int members, double mean) {}

  int members() {
    return sides.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Share of the largest campaign in it, or of all honest users together. */
  double purity() {
    int most = honest;
    for (Map.Entry<String, Integer> side : sides.entrySet()) {
      if (!side.getKey().startsWith(HONEST)) {
        most = Math.max(most, side.getValue());
      }
    }
    return members() == 0 ? 0 : (double) most / members();
  }

  /** All clusters of a run, the largest first. */
  static List<Cluster> of(Story story) {
    Map<String, List<ActionRow>> rows = new LinkedHashMap<>();
    for (ActionRow row : story.actions().named()) {
      rows.computeIfAbsent(String.valueOf(row.campaignId()), id -> new ArrayList<>()).add(row);
    }
    Map<String, Map<String, Integer>> sides = sides(story);
    List<Cluster> clusters = new ArrayList<>();
    rows.forEach(
        (id, of) -> {
          Map<String, Integer> members = sides.get(id);
          if (members != null) {
            clusters.add(of(id, members, of));
          }
        });
    clusters.sort(Comparator.comparingInt(Cluster::members).reversed().thenComparing(Cluster::id));
    return clusters;
  }

  private static Map<String, Map<String, Integer>> sides(Story story) {
    Account[] accounts = Scorer.accounts(story.exchanges(), story.truth());
    Map<String, Map<String, Integer>> sides = new HashMap<>();
    for (int i = 0; i < accounts.length; i++) {
      String cluster = story.pass().tally(i).cluster();
      if (cluster != null) {
        Account account = accounts[i];
        String side = account.campaign().isEmpty() ? HONEST + account.cls() : account.campaign();
        sides.computeIfAbsent(cluster, id -> new TreeMap<>()).merge(side, 1, Integer::sum);
      }
    }
    return sides;
  }

  private static Cluster of(String id, Map<String, Integer> sides, List<ActionRow> rows) {
    int honest = 0;
    for (Map.Entry<String, Integer> side : sides.entrySet()) {
      honest += side.getKey().startsWith(HONEST) ? side.getValue() : 0;
    }
    return new Cluster(
        id,
        sides,
        honest,
        rows.stream().mapToDouble(ActionRow::fromMs).min().orElse(Double.NaN),
        rows.stream().mapToDouble(ActionRow::fromMs).max().orElse(Double.NaN),
        rows.stream().map(row -> String.valueOf(row.patternId())).distinct().sorted().toList(),
        weights(rows),
        rows.get(0).explanation());
  }

  /** Of each member the evidence that was told last. */
  private static List<Weight> weights(List<ActionRow> rows) {
    Map<Subject, List<Term>> last = new LinkedHashMap<>();
    rows.forEach(row -> last.put(row.subject(), row.terms()));
    Map<String, double[]> sums = new LinkedHashMap<>();
    for (List<Term> terms : last.values()) {
      for (Term term : terms) {
        double[] sum = sums.computeIfAbsent(term.name(), name -> new double[2]);
        sum[0]++;
        sum[1] += term.value() * term.weight();
      }
    }
    List<Weight> weights = new ArrayList<>();
    sums.forEach((name, sum) -> weights.add(new Weight(name, (int) sum[0], sum[1] / sum[0])));
    weights.sort(
        Comparator.comparingDouble((Weight weight) -> Math.abs(weight.mean()) * weight.members())
            .reversed());
    return weights;
  }
}
