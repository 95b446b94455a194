package io.stillwatch.campaigns.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.campaigns.DeskInput;
import io.stillwatch.campaigns.HandOverWatch;
import io.stillwatch.profiles.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** The watch inside Flink sees what it sees outside, however it is disturbed. */
class HandOverFunctionTest {

  private static final class WatchInFlink
      implements Ways.Subject<
          Attempt, DeskInput, OneInputStreamOperatorTestHarness<Attempt, DeskInput>> {

    @Override
    public OneInputStreamOperatorTestHarness<Attempt, DeskInput> make() throws Exception {
      var harness =
          new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(new HandOverFunction()));
      harness.setup(DeskInputSerializer.INSTANCE);
      return harness;
    }

    @Override
    public void feed(OneInputStreamOperatorTestHarness<Attempt, DeskInput> harness, Attempt attempt)
        throws Exception {
      harness.processElement(attempt, 0);
    }
  }

  /** In each prompt's time the failed attempt comes first, as a store keeps no others. */
  private static List<Attempt> stream(long seed) {
    Random random = new Random(seed);
    List<Attempt> stream = new ArrayList<>();
    long now = 1_780_000_000_000L;
    for (int i = 0; i < 300; i++) {
      now += random.nextInt(40_000);
      String account = "account-" + random.nextInt(6);
      stream.add(
          new Attempt(
              "tenant",
              account,
              random.nextBoolean() ? "org-" + account : null,
              null,
              random.nextBoolean(),
              "x" + i,
              now,
              now,
              now + 4,
              i / 3,
              random.nextInt(3) > 0));
    }
    return stream;
  }

  private static List<Object> core(List<Attempt> stream, boolean restarts) {
    List<Object> said = new ArrayList<>();
    HandOverWatch watch = new HandOverWatch();
    for (Attempt attempt : stream) {
      watch.see(attempt, said::add);
      if (restarts) {
        List<Attempt> open = watch.open();
        watch = new HandOverWatch();
        watch.restore(open);
      }
    }
    return said;
  }

  @Test
  void itSeesWhatItsCoreSees() throws Exception {
    for (long seed = 0; seed < 3; seed++) {
      List<Attempt> stream = stream(seed);
      assertTrue(core(stream, false).size() > 20);
      assertEquals(core(stream, false), Ways.PLAIN.play(new WatchInFlink(), null, stream));
      assertEquals(core(stream, false), Ways.SNAPSHOT.play(new WatchInFlink(), null, stream));
      assertEquals(
          core(stream, true), Ways.SNAPSHOT_AND_RESTORE.play(new WatchInFlink(), null, stream));
    }
  }

  @Test
  void theNameOfTheStateIsPartOfEverySavepoint() {
    assertEquals("failed-attempts", HandOverFunction.FAILED_STATE);
  }
}
