package io.stillwatch.cli.demo;

import io.stillwatch.schemas.AccountFacts;
import io.stillwatch.schemas.Client;
import io.stillwatch.schemas.RequestParams;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where accounts come from: one pool of networks, cards, programs and models for everybody, so that
 * an identity says nothing about its owner's intent.
 */
final class Population {

  private static final String[] MODELS = {
    "lumen-large", "lumen-large", "lumen-small", "lumen-reason"
  };
  private static final String[] REGIONS = {"eu-west", "us-east", "us-west", "ap-south"};
  private static final String[] COUNTRIES = {
    "US", "US", "DE", "GB", "IN", "FR", "BR", "JP", "SG", "PL"
  };
  private static final String[] PLANS = {"free", "pay-as-you-go", "pay-as-you-go", "pro", "team"};
  private static final String[] VERIFICATIONS = {"email", "email", "phone", "none"};

  /** The program that an account speaks through. */
  enum Surface {
    APP("web/Chrome|web/Safari|web/Firefox|ios-app/4.2|android-app/4.1"),
    API("lumen-python/2.3.1|lumen-python/2.4.0|lumen-node/3.0.2|httpx/0.27|go-http-client/2"),
    EDITOR("vscode-ext/1.9|jetbrains-plugin/2024.2|cli-agent/0.8");

    /** Names of programs, with a bar between. */
    private final String agents;

    Surface(String agents) {
      this.agents = agents;
    }
  }

  /** A block of addresses with what a look-up says of it. */
  record Network(String prefix, String asn, String networkClass, String country) {}

  /**
   * What the accounts of a group have in common; null where each has its own.
   *
   * @param ageDaysMax the oldest account of the group
   */
  record Common(
      @Nullable String organizationId,
      @Nullable Network network,
      @Nullable String card,
      double ageDaysMax) {

    static final Common NOTHING = new Common(null, null, null, 900);

    Common withYoung(double days) {
      return new Common(organizationId, network, card, days);
    }
  }

  private final RandomGenerator random;
  private final Instant now;
  private final List<Network> homes = new ArrayList<>();
  private final List<Network> clouds = new ArrayList<>();

  Population(RandomGenerator random, Instant now) {
    this.random = random;
    this.now = now;
    for (int i = 0; i < 300; i++) {
      homes.add(network(random.nextInt(8) == 0 ? "vpn" : "residential", 7_000 + i / 8));
    }
    for (int i = 0; i < 60; i++) {
      clouds.add(network("datacenter", 16_500 + i / 10));
    }
  }

  Network office() {
    return network("residential", 21_000 + random.nextInt(400));
  }

  Network cloud() {
    return pick(clouds);
  }

  String organization() {
    return OpaqueId.of("org", random);
  }

  String card() {
    return OpaqueId.of("pf", random);
  }

  /** One account; its parameters are given or drawn from what programs of its surface use. */
  Account draw(Surface surface, Common common, @Nullable RequestParams params) {
    Network network = common.network() == null ? anyNetwork(surface) : common.network();
    return new Account(
        OpaqueId.of("acct", random),
        common.organizationId() == null ? organization() : common.organizationId(),
        OpaqueId.of("key", random),
        pick(MODELS),
        pick(REGIONS),
        client(surface, network),
        facts(common),
        params == null ? params(surface) : params);
  }

  /** Settings of a program that wants one short, certain answer. */
  static RequestParams shortAnswer(long maxTokens, @Nullable Integer topLogprobs) {
    RequestParams params = new RequestParams();
    params.setMaxTokens(maxTokens);
    params.setTemperature(0.0);
    params.setN(1);
    params.setTopLogprobs(topLogprobs);
    params.setStream(false);
    return params;
  }

  private RequestParams params(Surface surface) {
    RequestParams params = new RequestParams();
    params.setN(1);
    params.setStream(surface != Surface.API);
    params.setMaxTokens(1024L << random.nextInt(3));
    if (random.nextInt(3) > 0) {
      params.setTemperature(random.nextInt(0, 11) / 10.0);
    }
    if (random.nextInt(4) == 0) {
      params.setTopP(0.95);
    }
    if (surface == Surface.API && random.nextInt(6) == 0) {
      params.setSeed((long) random.nextInt(100));
    }
    return params;
  }

  private Client client(Surface surface, Network network) {
    Client client = new Client();
    client.setIp(network.prefix() + "." + random.nextInt(1, 255));
    client.setAsn(network.asn());
    client.setNetworkClass(network.networkClass());
    client.setCountry(network.country());
    client.setUserAgent(pick(surface.agents.split("[|]", -1)));
    client.setTlsFingerprint(OpaqueId.hex(new SplittableRandom(random.nextInt(40))));
    return client;
  }

  private AccountFacts facts(Common common) {
    AccountFacts facts = new AccountFacts();
    // Most accounts are old, but in every population some are of this week.
    double share = random.nextDouble();
    double ageDays = 0.05 + common.ageDaysMax() * share * share;
    facts.setCreatedAt(now.minus(Duration.ofSeconds((long) (ageDays * 86_400))));
    facts.setPaymentFingerprint(common.card() == null ? card() : common.card());
    facts.setPlan(pick(PLANS));
    facts.setVerification(pick(VERIFICATIONS));
    return facts;
  }

  private Network anyNetwork(Surface surface) {
    return surface == Surface.API && random.nextInt(10) < 6 ? pick(clouds) : pick(homes);
  }

  private Network network(String networkClass, int asn) {
    String prefix =
        "%d.%d.%d".formatted(random.nextInt(11, 210), random.nextInt(256), random.nextInt(256));
    return new Network(prefix, "AS" + asn, networkClass, pick(COUNTRIES));
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private String pick(String[] list) {
    return list[random.nextInt(list.length)];
  }
}
