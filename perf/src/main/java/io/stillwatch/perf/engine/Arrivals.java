package io.stillwatch.perf.engine;

import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Facts;
import io.stillwatch.signals.LinkHashes;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalSet;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The events of a workload by their number, each the same whenever it is asked for. What costs time
 * is made beforehand, so that the source is never what is measured.
 */
final class Arrivals {

  static final long START_MS = 1_750_000_000_000L;

  /** Longer than any pattern waits. */
  private static final long TRAILS_BY_MS = 6 * 60 * 60 * 1000L;

  private static final int CYCLE = 1 << 21;
  private static final int VARIANTS = 1 << 10;
  private static final int PAIRS = 3;

  private static final int PROMPT = LookFields.CATALOG.code("prompt");
  private static final int PAIR = LookFields.CATALOG.code("pair");
  private static final int REASONING = LookFields.CATALOG.code("cot_elicitation");

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
  private static final String[] MODELS = {"large-3", "large-3-fast", "medium-2", "small-2", "tiny"};
  private static final String[] COUNTRIES = {"DE", "US", "IN", "BR", "JP", "FR", "GB", "KE"};
  private static final String[] LANGUAGES = {"en", "de", "hi", "pt", "ja", "fr"};

  private final Workload workload;
  private final int[] cycle;
  private final String[] exchanges = new String[VARIANTS];
  private final Facts[] usual = new Facts[VARIANTS];
  private final Facts[][] marked;

  Arrivals(Workload workload) {
    this.workload = workload;
    cycle = cycle(workload);
    for (int i = 0; i < VARIANTS; i++) {
      exchanges[i] = String.format("exch-%016x", Mix.of(i));
      usual[i] = facts(0, i);
    }
    marked = new Facts[workload.marks()][8];
    for (int mark = 0; mark < marked.length; mark++) {
      for (int i = 0; i < marked[mark].length; i++) {
        marked[mark][i] = facts(mark, i);
      }
    }
  }

  /** Made anew: to look one up among so many would cost more than all that is measured. */
  private static String id(String prefix, long number, int digits) {
    byte[] id = new byte[prefix.length() + digits];
    for (int i = 0; i < prefix.length(); i++) {
      id[i] = (byte) prefix.charAt(i);
    }
    for (int i = id.length - 1, shift = 0; i >= prefix.length(); i--, shift += 4) {
      id[i] = DIGITS[(int) (number >>> shift) & 0xf];
    }
    return new String(id, StandardCharsets.ISO_8859_1);
  }

  static String accountId(int account) {
    return id("acct-", Mix.of(account) << 16 | (account & 0xffff), 12);
  }

  /** The number of the event; of one that does not trail. */
  static long numberOf(Sighting sighting, Workload workload) {
    return (sighting.occurredAtMs() - START_MS) / workload.spacingMs();
  }

  /** Which account is next, for so many events; then it begins again. */
  private static int[] cycle(Workload workload) {
    double[] upTo = new double[workload.accounts()];
    double sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += Math.pow(i + 1, -workload.zipf());
      upTo[i] = sum;
    }
    SplittableRandom random = new SplittableRandom(7);
    int[] cycle = new int[CYCLE];
    for (int i = 0; i < CYCLE; i++) {
      int found = Arrays.binarySearch(upTo, random.nextDouble() * sum);
      boolean hot = workload.hot() > 0 && random.nextDouble() < workload.hot();
      cycle[i] = hot ? 0 : found < 0 ? -found - 1 : found;
    }
    return cycle;
  }

  private static Facts facts(int mark, int variant) {
    SplittableRandom random = new SplittableRandom(31L * mark + variant);
    return Marks.report(mark, Facts.builder(), MODELS[random.nextInt(MODELS.length)])
        .text(Fact.OPERATION, "chat")
        .text(Fact.REGION, "eu-central")
        .number(Fact.INPUT_TOKENS, random.nextInt(4_000))
        .number(Fact.OUTPUT_TOKENS, random.nextInt(2_000))
        .number(Fact.TURNS, 1 + random.nextInt(6))
        .number(Fact.TOOL_CALL_COUNT, random.nextInt(2))
        .text(Fact.FINISH_REASON, "stop")
        .truth(Fact.REFUSED, random.nextInt(50) == 0)
        .number(Fact.LATENCY_MS, random.nextInt(9_000))
        .number(Fact.STATUS, 200)
        .real(Fact.TEMPERATURE, random.nextInt(11) / 10.0)
        .truth(Fact.STREAM, random.nextBoolean())
        .text(Fact.COUNTRY, COUNTRIES[random.nextInt(COUNTRIES.length)])
        .text(Fact.PLAN, "pro")
        .text(Fact.LANGUAGE, LANGUAGES[random.nextInt(LANGUAGES.length)])
        .number(Fact.PROMPT_LENGTH, random.nextInt(9_000))
        .number(Fact.RESPONSE_LENGTH, random.nextInt(9_000))
        .build();
  }

  Sighting at(long number) {
    long random = Mix.of(number + 1);
    boolean trails = workload.trails(number);
    long shown = trails ? number - workload.compared() : number;
    int account = cycle[(int) shown & (CYCLE - 1)];
    boolean interesting = !trails && (random >>> 40) * 0x1p-24 < workload.interesting();
    int variant = (int) random & (VARIANTS - 1);
    int choice = (int) (random >>> 10) & 0xff;
    long[] signals = new long[LookFields.CATALOG.width()];
    signals[PROMPT] = random;
    Facts facts = usual[variant];
    if (interesting) {
      int mark = workload.markOf(account, choice);
      facts = marked[mark][variant & 7];
      Marks.sign(mark, signals);
      signals[PAIR] = Mix.of((long) account * PAIRS + (variant >>> 3) % PAIRS + 1);
    } else if ((choice & 3) == 0) {
      signals[REASONING] = Double.doubleToRawLongBits(choice / 1000.0);
      signals[PAIR] = random + 1;
    }
    long at = START_MS + number * workload.spacingMs() + (trails ? TRAILS_BY_MS : 0);
    return new Sighting(
        "default",
        accountId(account),
        id("org-", account >>> 2, 8),
        null,
        exchanges[variant],
        random,
        Phase.EXCHANGE,
        at,
        at + 5,
        facts,
        SignalSet.of(signals),
        LinkHashes.NONE);
  }
}
