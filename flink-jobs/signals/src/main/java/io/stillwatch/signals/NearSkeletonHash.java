package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * The head of a template as one hash that often outlives small changes to it (S1).
 *
 * <p>Reason: a pipeline that words its template a little differently for each account breaks {@link
 * SkeletonHash}. This is the smallest hash among the runs of {@link SignalLimits#NEAR_RUN_WORDS}
 * words of the head (min-hash): two heads have it in common as often as they have runs in common,
 * wherever words were put in between. Looks alike: heads that share no more than a stock phrase
 * meet now and then, so it needs other evidence more than a skeleton does.
 */
@AutoService(Signal.class)
public final class NearSkeletonHash implements Signal {

  @Override
  public int code() {
    return 7;
  }

  @Override
  public String name() {
    return "near_skeleton";
  }

  @Override
  public Kind kind() {
    return Kind.HASH;
  }

  @Override
  public Side side() {
    return Side.PROMPT;
  }

  @Override
  public long read(Texts texts, InferenceEvent event) {
    int from = SkeletonHash.start(texts);
    int end = TemplateParts.headEnd(texts, from, SkeletonHash.end(texts));
    long least = Long.MAX_VALUE;
    for (int i = from; i < end; i++) {
      long run = run(texts, i, end);
      if (run != 0) {
        least = Math.min(least, run >>> 1);
      }
    }
    return least == Long.MAX_VALUE ? 0 : WordHash.end(least);
  }

  /** Hash of the run that starts at this word, or 0 where the head ends too soon. */
  private static long run(Texts texts, int start, int end) {
    long hash = WordHash.START;
    int words = 0;
    for (int i = start; i < end; i++) {
      if (TemplateParts.continuesMask(texts, i, start)) {
        continue;
      }
      hash = WordHash.step(hash, TemplateParts.masked(texts, i));
      if (++words == SignalLimits.NEAR_RUN_WORDS) {
        return WordHash.end(hash);
      }
    }
    return 0;
  }
}
