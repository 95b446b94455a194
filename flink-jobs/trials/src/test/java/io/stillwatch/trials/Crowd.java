package io.stillwatch.trials;

import io.stillwatch.schemas.AccountFacts;
import io.stillwatch.schemas.Client;
import io.stillwatch.schemas.InferenceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Many {@link EventStream}s at once: pairs of accounts whose events come interleaved, each
 * account's in its own order.
 *
 * <p>One stream of many accounts would be too thin for any of them to be caught.
 */
final class Crowd {

  private static final int ACCOUNTS_OF_A_PAIR = 2;

  private Crowd() {}

  static List<InferenceEvent> of(long seed, int pairs, int eventsOfEach) {
    List<List<InferenceEvent>> streams = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      List<InferenceEvent> stream = new ArrayList<>();
      for (InferenceEvent event :
          EventStream.of(seed * 1_000 + pair, eventsOfEach, ACCOUNTS_OF_A_PAIR)) {
        stream.add(
            InferenceEvent.newBuilder(event)
                .setAccountId("pair-" + pair + "-" + event.getAccountId())
                .setOrganizationId("organization-" + pair)
                .setAccount(card(pair))
                .setClient(Client.newBuilder().setIp("198.51." + pair % 3 + ".7").build())
                .build());
      }
      streams.add(stream);
    }
    return interleaved(streams, new Random(seed));
  }

  /** Every third pair pays with one card, the others with their own. */
  private static AccountFacts card(int pair) {
    String fingerprint = pair % 3 == 0 ? "card-shared" : "card-" + pair;
    return AccountFacts.newBuilder().setPaymentFingerprint(fingerprint).build();
  }

  private static List<InferenceEvent> interleaved(
      List<List<InferenceEvent>> streams, Random random) {
    List<InferenceEvent> crowd = new ArrayList<>();
    int[] next = new int[streams.size()];
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < next.length; i++) {
      open.add(i);
    }
    while (!open.isEmpty()) {
      int place = random.nextInt(open.size());
      int stream = open.get(place);
      crowd.add(streams.get(stream).get(next[stream]++));
      if (next[stream] == streams.get(stream).size()) {
        open.remove(place);
      }
    }
    return crowd;
  }
}
