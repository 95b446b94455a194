package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RequestParams;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ParamsHashTest {

  private static long hash(RequestParams.Builder params) {
    InferenceEvent event = Reading.event(null, null);
    event.setParams(params.build());
    return new SignalReader(Reading.KEY).read(event).signals().hash(5);
  }

  private static RequestParams.Builder params() {
    return RequestParams.newBuilder();
  }

  @Test
  void everySettingCountsAndSoDoesItsPlace() {
    Set<Long> seen = new HashSet<>();
    assertTrue(seen.add(hash(params().setMaxTokens(1L))));
    assertTrue(seen.add(hash(params().setMaxTokens(2L))));
    assertTrue(seen.add(hash(params().setTemperature(1.0))));
    assertTrue(seen.add(hash(params().setTopP(1.0))));
    assertTrue(seen.add(hash(params().setN(1))));
    assertTrue(seen.add(hash(params().setTopLogprobs(1))));
    assertTrue(seen.add(hash(params().setLogitBiasSize(1))));
    assertTrue(seen.add(hash(params().setThinkingBudget(1L))));
    assertTrue(seen.add(hash(params().setStream(true))));
    assertTrue(seen.add(hash(params().setStream(false))));
    assertTrue(seen.add(hash(params().setMaxTokens(1L).setN(1))));
  }

  @Test
  void theSeedDoesNotCount() {
    assertEquals(
        hash(params().setTemperature(0.7).setSeed(1L)),
        hash(params().setTemperature(0.7).setSeed(2L)));
    assertEquals(0, hash(params().setSeed(1L)));
  }

  @Test
  void zeroIsASettingAndMinusZeroTheSameOne() {
    assertNotEquals(0, hash(params().setTemperature(0.0)));
    assertEquals(hash(params().setTemperature(0.0)), hash(params().setTemperature(-0.0)));
  }

  @Test
  void nothingSetHasNoHash() {
    assertEquals(0, hash(params()));
    assertEquals(0, Reading.of("hello").hash(5));
  }
}
