package io.stillwatch.patterns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.Anchor.Test;
import io.stillwatch.patterns.Field.Type;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Judged;
import io.stillwatch.profiles.Look;
import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.SignalSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The index names exactly the patterns of which a look passes an anchor. */
class CandidateIndexTest {

  /** A signal's raw bits as a field of any type; 0 is absent. */
  private record Raw(String name, Type type, int code) implements Field {
    @Override
    public boolean has(Judged judged) {
      return ((Look) judged).signals().raw(code) != 0;
    }

    @Override
    public long bits(Judged judged) {
      return ((Look) judged).signals().raw(code);
    }

    @Override
    public @Nullable String text(Judged judged) {
      return null;
    }
  }

  private static final List<Raw> FIELDS =
      List.of(new Raw("n", Type.INT, 0), new Raw("d", Type.DOUBLE, 1), new Raw("t", Type.TEXT, 2));

  private static long value(Random random, Raw field) {
    long small = random.nextInt(9) - 4;
    return field.type() == Type.DOUBLE ? Double.doubleToRawLongBits(small / 2.0) : small;
  }

  @org.junit.jupiter.api.Test
  void itAgreesWithAskingEveryAnchorOfEveryPattern() {
    int found = 0;
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<List<Anchor>> patterns = new ArrayList<>();
      CandidateIndex.Builder builder = new CandidateIndex.Builder();
      for (int pattern = 0; pattern < 150; pattern++) {
        List<Anchor> anchors = new ArrayList<>();
        for (int i = random.nextInt(20) == 0 ? 4 : 0; i < 3; i++) {
          Raw field = FIELDS.get(random.nextInt(FIELDS.size()));
          Test test =
              field.type() == Type.TEXT
                  ? (random.nextBoolean() ? Test.EQUAL : Test.PRESENT)
                  : Test.values()[random.nextInt(Test.values().length)];
          anchors.add(new Anchor(field, test, test == Test.PRESENT ? 0 : value(random, field)));
        }
        patterns.add(anchors);
        builder.add(pattern, anchors);
      }
      CandidateIndex index = builder.build();
      for (int i = 0; i < 20; i++) {
        long[] values = new long[3];
        for (Raw field : FIELDS) {
          values[field.code()] = random.nextInt(4) == 0 ? 0 : value(random, field);
        }
        Look look =
            new Look(
                Traffic.sighting("a", "x", Phase.EXCHANGE, 1, SignalSet.of(values)),
                1,
                true,
                true,
                false,
                SignalSet.of(values),
                AccountProfile.empty());
        long[] candidates = new long[3];
        index.collect(look, candidates);
        long[] expected = new long[3];
        for (int pattern = 0; pattern < patterns.size(); pattern++) {
          if (Anchor.anyPasses(patterns.get(pattern), look)) {
            expected[pattern >> 6] |= 1L << pattern;
            found++;
          }
        }
        assertEquals(Arrays.toString(expected), Arrays.toString(candidates), "seed " + seed);
      }
    }
    assertTrue(found > 10_000);
  }
}
