package io.stillwatch.signals;

import io.stillwatch.schemas.Features;
import io.stillwatch.schemas.InferenceEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an event shows: from its texts where it has them, else from the features that were
 * read beside the inference server.
 *
 * <p>Text wins over features, side by side: it is read with this reader's signals and key. A
 * features record that names unknown signals comes from another release; what is known is taken.
 * Thread-confined: it keeps the buffers that texts are folded into.
 */
public final class SignalReader {

  /** More decimals would tell nothing, and whoever keeps a score needs two bytes for these. */
  private static final double SCORE_STEPS = 10_000;

  private final HashKey key;
  private final LinkReader links;
  private final SignalCatalog catalog;
  private final Asked[] signals;
  private final Map<String, Asked> byName = new HashMap<>();
  private final boolean readsResponses;
  private final Texts prompt;
  private final Texts response;

  public SignalReader(HashKey key) {
    this(HashKeys.of(key));
  }

  public SignalReader(HashKeys keys) {
    this(keys, SignalCatalog.installed());
  }

  SignalReader(HashKeys keys, SignalCatalog catalog) {
    this.key = keys.key();
    this.links = new LinkReader(keys);
    FeatureKey features = new FeatureKey(key);
    this.catalog = catalog;
    List<Signal> all = catalog.all();
    this.prompt = new Texts(features, catalog.phrases(Signal.Side.PROMPT));
    this.response = new Texts(features, catalog.phrases(Signal.Side.RESPONSE));
    this.signals = all.stream().map(Asked::new).toArray(Asked[]::new);
    boolean any = false;
    for (Asked asked : signals) {
      any |= !asked.ofPrompt;
      byName.put(asked.signal.name(), asked);
    }
    this.readsResponses = any;
  }

  /** A signal and what is asked of it at every event: to ask all of them again takes long. */
  private static final class Asked {
    final Signal signal;
    final int code;
    final Signal.Kind kind;
    final boolean ofPrompt;

    Asked(Signal signal) {
      this.signal = signal;
      this.code = signal.code();
      this.kind = signal.kind();
      this.ofPrompt = signal.side() == Signal.Side.PROMPT;
    }
  }

  public SignalCatalog catalog() {
    return catalog;
  }

  /** What an accepted event shows, without its texts. */
  public Sighting read(InferenceEvent event) {
    Instant receivedAt = event.getReceivedAt();
    SignalSet signals = signals(event);
    return new Sighting(
        event.getTenant(),
        event.getAccountId(),
        event.getOrganizationId(),
        event.getApiKeyId(),
        event.getExchangeId(),
        ExchangeHash.of(event.getExchangeId()),
        event.getPhase(),
        event.getOccurredAt().toEpochMilli(),
        receivedAt == null ? Sighting.ABSENT : receivedAt.toEpochMilli(),
        FactReader.read(event, language(event)),
        signals,
        links.read(event));
  }

  /**
   * What a sidecar sends in place of the texts: an event with these reads as the event with its
   * texts.
   */
  public Features features(InferenceEvent event) {
    SignalSet read = signals(event);
    Map<String, Double> scores = new HashMap<>();
    Map<String, Long> hashes = new HashMap<>();
    for (Asked asked : signals) {
      if (read.raw(asked.code) == 0) {
        continue;
      }
      if (asked.kind == Signal.Kind.SCORE) {
        scores.put(asked.signal.name(), read.score(asked.code));
      } else {
        hashes.put(asked.signal.name(), read.hash(asked.code));
      }
    }
    return Features.newBuilder()
        .setScores(scores)
        .setHashes(hashes)
        .setSystemLength(lengthOf(event.getSystemText()))
        .setPromptLength(lengthOf(event.getPromptText()))
        .setResponseLength(lengthOf(event.getResponseText()))
        .setLanguage(language(event))
        .build();
  }

  /** What the producer told, else what the texts read last are in. */
  private @Nullable String language(InferenceEvent event) {
    Features features = event.getFeatures();
    String told = features == null ? null : features.getLanguage();
    return told != null ? told : prompt.language();
  }

  private SignalSet signals(InferenceEvent event) {
    Features features = event.getFeatures();
    boolean hasPrompt = event.getSystemText() != null || event.getPromptText() != null;
    boolean hasResponse = event.getResponseText() != null;
    prompt.fold(event.getSystemText(), event.getPromptText());
    if (readsResponses) {
      response.fold(null, event.getResponseText());
    }
    long[] values = new long[catalog.width()];
    if (features != null) {
      takeFeatures(features, hasPrompt, hasResponse, values);
    }
    for (Asked asked : signals) {
      // Also without any text: some signals look at the rest of the event.
      if (values[asked.code] == 0) {
        long value = bounded(asked, asked.signal.read(asked.ofPrompt ? prompt : response, event));
        values[asked.code] = asked.kind == Signal.Kind.HASH ? key.seal(value) : value;
      }
    }
    return SignalSet.of(values);
  }

  /** By what is told, which is a few of many signals; of a side with texts they are read. */
  private void takeFeatures(
      Features features, boolean hasPrompt, boolean hasResponse, long[] values) {
    for (Map.Entry<String, Double> told : features.getScores().entrySet()) {
      Asked asked = byName.get(told.getKey());
      if (asked != null
          && asked.kind == Signal.Kind.SCORE
          && !(asked.ofPrompt ? hasPrompt : hasResponse)) {
        values[asked.code] = bounded(asked, Double.doubleToRawLongBits(told.getValue()));
      }
    }
    for (Map.Entry<String, Long> told : features.getHashes().entrySet()) {
      Asked asked = byName.get(told.getKey());
      if (asked != null
          && asked.kind != Signal.Kind.SCORE
          && !(asked.ofPrompt ? hasPrompt : hasResponse)) {
        values[asked.code] = told.getValue();
      }
    }
  }

  /**
   * Keeps a score within 0 and 1 and to four decimals, whoever computed it; what is not a number
   * counts as not shown.
   */
  private static long bounded(Asked asked, long value) {
    if (asked.kind != Signal.Kind.SCORE) {
      return value;
    }
    double score = Double.longBitsToDouble(value);
    return score > 0
        ? Double.doubleToRawLongBits(Math.round(Math.min(score, 1) * SCORE_STEPS) / SCORE_STEPS)
        : 0;
  }

  private static @Nullable Integer lengthOf(@Nullable String text) {
    return text == null ? null : text.length();
  }
}
