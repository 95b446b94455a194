package io.stillwatch.cli.patterns;

import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.SwapPlan;
import io.stillwatch.patterns.cep.Packer;
import io.stillwatch.patterns.language.Vetted;
import java.util.List;
import java.util.Optional;

/** What becomes of live matches when a version takes over from the one that is live. */
final class Swaps {

  private static final SwapPlan CAMPAIGNS_STAY =
      new SwapPlan(
          List.of("all"),
          List.of(),
          "campaigns and their members are kept; what is shown from then on is judged anew");

  private Swaps() {}

  /** Empty where no other version is live, or it cannot be read any more. */
  static Optional<SwapPlan> from(BookOnTopic book, String tenant, PatternSpec next) {
    return Optional.ofNullable(book.book().live(tenant, next.id()))
        .filter(before -> before.version() != next.version())
        .filter(before -> before.isOfCampaigns() == next.isOfCampaigns())
        .map(
            before ->
                next.isOfCampaigns()
                    ? CAMPAIGNS_STAY
                    : SwapPlan.between(
                        Packer.pack(before, before.key(), List.of()),
                        Packer.pack(next, next.key(), List.of())));
  }

  /** A version as it reads today; empty where this release refuses it. */
  static Optional<PatternSpec> spec(String id, Source source) {
    PatternFile file = PatternFile.of(id, source.text());
    return new Language().read(file) instanceof Vetted.Passed passed
            && Language.unpackable(passed.spec()).isEmpty()
        ? Optional.of(passed.spec())
        : Optional.empty();
  }
}
