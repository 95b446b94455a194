package io.stillwatch.cli.demo;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * The simulated inference gateways: they make of each exchange the events that a producer would
 * report, retries included.
 *
 * <p>Gateways of two regions report an exchange as two events, at its start and at its end; those
 * of the others report it once, at its end.
 */
final class Gateway {

  private static final double RETRY_SHARE = 0.008;
  private static final double FAILURE_SHARE = 0.004;
  private static final int CHARACTERS_PER_TOKEN = 4;

  private final Instant start;

  Gateway(Instant start) {
    this.start = start;
  }

  /** Where events go, each with its simulated time. */
  interface Out {
    void event(long atMs, InferenceEvent event, boolean opensExchange);
  }

  void exchange(Seat seat, long atMs, Out out) {
    RandomGenerator random = seat.random();
    Exchange exchange = seat.next();
    String exchangeId = OpaqueId.of("ex", random) + OpaqueId.hex(random);
    boolean failed = random.nextDouble() < FAILURE_SHARE;
    long latencyMs = failed ? 30 + random.nextLong(200) : latencyMs(exchange, random);
    boolean twoEvents = reportsTwice(seat.account());
    if (twoEvents) {
      InferenceEvent request = event(seat.account(), exchangeId, Phase.REQUEST, atMs);
      ask(request, seat.account(), exchange);
      report(atMs, request, true, random, out);
    }
    long endMs = atMs + latencyMs;
    InferenceEvent end =
        event(seat.account(), exchangeId, twoEvents ? Phase.RESPONSE : Phase.EXCHANGE, endMs);
    if (!twoEvents) {
      ask(end, seat.account(), exchange);
    }
    end.setServerId(seat.account().region() + "-gpu-" + random.nextInt(10, 34));
    end.setLatencyMs(latencyMs);
    answer(end, exchange, failed, random);
    report(endMs, end, !twoEvents, random, out);
  }

  private static void report(
      long atMs, InferenceEvent event, boolean opens, RandomGenerator random, Out out) {
    out.event(atMs, event, opens);
    if (random.nextDouble() < RETRY_SHARE) {
      out.event(atMs + 150 + random.nextLong(2_000), event, false);
    }
  }

  private InferenceEvent event(Account account, String exchangeId, Phase phase, long atMs) {
    InferenceEvent event = new InferenceEvent();
    event.setExchangeId(exchangeId);
    event.setAccountId(account.id());
    event.setOccurredAt(start.plusMillis(atMs));
    event.setPhase(phase);
    event.setTenant("default");
    event.setOrganizationId(account.organizationId());
    event.setApiKeyId(account.apiKeyId());
    event.setModel(account.model());
    event.setOperation("chat");
    event.setRegion(account.region());
    return event;
  }

  private static void ask(InferenceEvent event, Account account, Exchange exchange) {
    event.setSystemText(exchange.system());
    event.setPromptText(exchange.prompt());
    event.setSessionId(exchange.sessionId());
    event.setTurns(exchange.turns());
    event.setToolCount(exchange.toolCount());
    if (exchange.toolCount() > 0) {
      event.setToolSchemaHash("t" + exchange.toolCount() + account.apiKeyId().substring(4, 10));
    }
    event.setParams(account.params());
    event.setClient(account.client());
    event.setAccount(account.facts());
  }

  private static void answer(
      InferenceEvent event, Exchange exchange, boolean failed, RandomGenerator random) {
    long system = exchange.system() == null ? 0 : tokens(exchange.system());
    event.setInputTokens(system + tokens(exchange.prompt()));
    event.setCachedInputTokens(system > 20 ? system : 0);
    if (failed) {
      event.setStatus(random.nextBoolean() ? 429 : 503);
      event.setOutputTokens(0L);
      return;
    }
    event.setStatus(200);
    event.setRefused(false);
    event.setFinishReason(exchange.toolCallCount() > 0 ? "tool_calls" : "stop");
    event.setToolCallCount(exchange.toolCallCount());
    event.setResponseText(exchange.answer());
    event.setOutputTokens(tokens(exchange.answer()));
    event.setReasoningTokens(
        "lumen-reason".equals(event.getModel()) ? 40 + random.nextLong(400) : 0L);
  }

  private static long latencyMs(Exchange exchange, RandomGenerator random) {
    return 150 + random.nextLong(500) + 4 * tokens(exchange.answer());
  }

  private static long tokens(String text) {
    return 1L + text.length() / CHARACTERS_PER_TOKEN;
  }

  private static boolean reportsTwice(Account account) {
    return account.region().equals("eu-west") || account.region().equals("us-east");
  }
}
