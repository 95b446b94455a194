package io.stillwatch.perf.engine;

import io.stillwatch.patterns.AccountJudge;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.signals.Sighting;
import java.util.HashMap;
import java.util.Map;

/** The judge in a loop over a map of profiles: what matching costs when nothing else is done. */
final class PlainLoop implements Loop {

  private static final int TELL_EVERY = 256;

  private final Workload workload;
  private final Arrivals arrivals;
  private final PatternBook book;
  private final Map<String, AccountProfile> profiles = new HashMap<>();

  PlainLoop(Workload workload) {
    this.workload = workload;
    arrivals = new Arrivals(workload);
    book = new BenchBook(workload).book();
  }

  @Override
  public void run() {
    AccountJudge judge =
        new AccountJudge(new ProfileKeeper(LookFields.CATALOG, Stages.SILENCE), book);
    long events = workload.events();
    for (long i = 0; i < events && !Thread.currentThread().isInterrupted(); i++) {
      Sighting sighting = arrivals.at(i);
      AccountProfile profile =
          profiles.computeIfAbsent(sighting.accountId(), account -> AccountProfile.empty());
      judge.judge(
          sighting, profile, finding -> Tallies.matched(finding.getPatternId()), link -> {});
      if (i % TELL_EVERY == 0) {
        Tallies.arrived(0, i + 1);
      }
    }
  }

  /** Records that limits pushed out, of all accounts together. */
  long dropped() {
    return profiles.values().stream().mapToLong(AccountProfile::dropped).sum();
  }

  @Override
  public String describe() {
    long bytes = profiles.values().stream().mapToLong(AccountProfile::length).sum();
    return String.format(
        "%d accounts of %d bytes on average, %d records pushed out",
        profiles.size(), bytes / profiles.size(), dropped());
  }
}
