package io.stillwatch.patterns.language;

import io.stillwatch.patterns.language.Yaml.Entry;
import io.stillwatch.schemas.AccountFacts;
import io.stillwatch.schemas.Attestation;
import io.stillwatch.schemas.Client;
import io.stillwatch.schemas.Features;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.RequestParams;
import io.stillwatch.signals.ExchangeHash;
import io.stillwatch.signals.Signal;
import io.stillwatch.signals.SignalCatalog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** One entry of a test's events: what becomes an event, once or repeatedly. */
final class EventTemplate {

  private final SignalCatalog catalog;
  private final Problems problems;

  // By the path of the record within the event, the event itself being "".
  private final Map<String, List<Slot>> slots = new HashMap<>();
  private final List<SignalValue> signals = new ArrayList<>();
  private @Nullable Yaml age;
  private String agePath = "";

  private EventTemplate(SignalCatalog catalog, Problems problems) {
    this.catalog = catalog;
    this.problems = problems;
  }

  private record Slot(int position, EventValue value) {}

  private record SignalValue(Signal signal, EventValue value) {}

  static EventTemplate of(Block block, SignalCatalog catalog, Problems problems) {
    EventTemplate template = new EventTemplate(catalog, problems);
    template.readRecord(EventKeys.EVENT, "", block);
    template.readSignals(block);
    return template;
  }

  private void readRecord(Schema record, String within, Block block) {
    List<Slot> read = new ArrayList<>();
    slots.put(within, read);
    Keys keys = EventKeys.of(within);
    for (Schema.Field field : record.getFields()) {
      Yaml value = block.get(field.name());
      if (value == null || !keys.known().contains(field.name())) {
        continue;
      }
      Schema type = EventKeys.type(field);
      if (type.getType() == Schema.Type.RECORD) {
        Block inner = block.block(field.name(), EventKeys.of(field.name()));
        if (inner != null) {
          readRecord(type, field.name(), inner);
          readAge(field.name(), inner);
        }
      } else {
        EventValue leaf =
            EventValue.of(type, field.name(), value, block.path(field.name()), problems);
        if (leaf != null) {
          read.add(new Slot(field.pos(), leaf));
        }
      }
    }
  }

  private void readAge(String record, Block block) {
    if (record.equals("account") && block.has(EventKeys.AGE)) {
      age = block.get(EventKeys.AGE);
      agePath = block.path(EventKeys.AGE);
    }
  }

  private void readSignals(Block block) {
    Yaml value = block.get("signals");
    if (!(value instanceof Yaml.Mapping mapping)) {
      if (value != null && !(value instanceof Yaml.Refused)) {
        problems.add(
            value.at(),
            block.path("signals"),
            "must be a mapping, is " + Values.spoken(value),
            "write signals: {cot_elicitation: 0.9, pair: item-1}");
      }
      return;
    }
    Map<String, Signal> byName = new HashMap<>();
    catalog.all().forEach(signal -> byName.put(signal.name(), signal));
    boolean prompt = block.has("prompt_text") || block.has("system_text");
    for (Entry entry : mapping.entries()) {
      String name = entry.key().text();
      String path = block.path("signals") + "." + Shown.text(name);
      Signal signal = byName.get(name);
      if (name.equals("fresh_pair")) {
        problems.add(
            entry.key().at(),
            path,
            "fresh_pair follows from the pairs before",
            "leave it out and give signals.pair");
      } else if (signal == null) {
        problems.add(
            entry.key().at(),
            path,
            "there is no signal '" + Shown.text(name) + "'",
            Nearest.suggest(name, byName.keySet()));
      } else if (signal.side() == Signal.Side.PROMPT ? prompt : block.has("response_text")) {
        problems.add(
            entry.key().at(),
            path,
            "an event with the text has its signals read from the text",
            "leave out one of the two");
      } else {
        EventValue leaf =
            EventValue.of(Schema.create(Schema.Type.DOUBLE), name, entry.value(), path, problems);
        if (leaf != null) {
          signals.add(new SignalValue(signal, leaf));
        }
      }
    }
  }

  /** The event of the given repetition; null, and problems, where a value does not fit. */
  @Nullable InferenceEvent event(String exchangeId, Instant occurredAt, int i) {
    int before = problems.count();
    InferenceEvent event = new InferenceEvent();
    event.setExchangeId(exchangeId);
    event.setAccountId("account");
    event.setTenant("default");
    event.setPhase(Phase.EXCHANGE);
    event.setOccurredAt(occurredAt);
    fill(event, "", i);
    setSignals(event, i);
    setAge(event);
    return problems.count() > before ? null : event;
  }

  private void fill(IndexedRecord record, String within, int i) {
    for (Slot slot : slots.getOrDefault(within, List.of())) {
      Object value = slot.value().at(i, problems);
      if (value != null) {
        record.put(slot.position(), value);
      }
    }
    for (Schema.Field field : record.getSchema().getFields()) {
      if (within.isEmpty() && slots.containsKey(field.name())) {
        IndexedRecord inner = emptyRecord(field.name());
        fill(inner, field.name(), i);
        record.put(field.pos(), inner);
      }
    }
  }

  private static IndexedRecord emptyRecord(String field) {
    return switch (field) {
      case "features" -> noFeatures();
      case "params" -> new RequestParams();
      case "client" -> new Client();
      case "account" -> new AccountFacts();
      case "attestation" -> new Attestation();
      default -> throw new IllegalStateException("the event's field " + field + " is new here");
    };
  }

  private static Features noFeatures() {
    Features features = new Features();
    features.setScores(new HashMap<>());
    features.setHashes(new HashMap<>());
    return features;
  }

  private void setSignals(InferenceEvent event, int i) {
    if (signals.isEmpty()) {
      return;
    }
    Features features = event.getFeatures();
    if (features == null) {
      features = noFeatures();
      event.setFeatures(features);
    }
    for (SignalValue given : signals) {
      if (given.signal().kind() != Signal.Kind.SCORE) {
        // Equal words are equal hashes, that is all a test needs to say.
        features
            .getHashes()
            .put(given.signal().name(), ExchangeHash.of(given.value().text().at(i)));
        continue;
      }
      Object score = given.value().at(i, problems);
      if (score instanceof Double strength && (strength < 0 || strength > 1)) {
        given.value().wrong("a strength from 0 to 1", null, strength.toString(), problems);
      } else if (score instanceof Double strength) {
        features.getScores().put(given.signal().name(), strength);
      }
    }
  }

  private void setAge(InferenceEvent event) {
    AccountFacts account = event.getAccount();
    if (age == null || account == null) {
      return;
    }
    long ms = Values.duration(age, agePath, problems);
    // Nothing that this is for began before the year 2000.
    if (ms > LanguageLimits.AGE_MAX.toMillis()) {
      problems.add(age.at(), agePath, "older than any account", DurationText.EXAMPLES);
    } else if (ms >= 0) {
      account.setCreatedAt(event.getOccurredAt().minusMillis(ms));
    }
  }
}
