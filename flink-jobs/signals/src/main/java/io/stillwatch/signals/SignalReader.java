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
  private final Signal[] signals;
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
    this.signals = all.toArray(new Signal[0]);
    boolean any = false;
    for (Signal signal : signals) {
      any |= signal.side() == Signal.Side.RESPONSE;
    }
    this.readsResponses = any;
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
    for (Signal signal : signals) {
      if (read.raw(signal.code()) == 0) {
        continue;
      }
      if (signal.kind() == Signal.Kind.SCORE) {
        scores.put(signal.name(), read.score(signal.code()));
      } else {
        hashes.put(signal.name(), read.hash(signal.code()));
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
    for (Signal signal : signals) {
      boolean ofPrompt = signal.side() == Signal.Side.PROMPT;
      long value = 0;
      if (features != null && !(ofPrompt ? hasPrompt : hasResponse)) {
        value = fromFeatures(signal, features);
      }
      // Also without any text: some signals look at the rest of the event.
      if (value == 0) {
        value = bounded(signal, signal.read(ofPrompt ? prompt : response, event));
        if (signal.kind() == Signal.Kind.HASH) {
          value = key.seal(value);
        }
      }
      values[signal.code()] = value;
    }
    return SignalSet.of(values);
  }

  private static long fromFeatures(Signal signal, Features features) {
    if (signal.kind() == Signal.Kind.SCORE) {
      Double score = features.getScores().get(signal.name());
      return score == null ? 0 : bounded(signal, Double.doubleToRawLongBits(score));
    }
    Long hash = features.getHashes().get(signal.name());
    return hash == null ? 0 : hash;
  }

  /**
   * Keeps a score within 0 and 1 and to four decimals, whoever computed it; what is not a number
   * counts as not shown.
   */
  private static long bounded(Signal signal, long value) {
    if (signal.kind() != Signal.Kind.SCORE) {
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
