package io.stillwatch.patterns.operator;

import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.Facts;
import io.stillwatch.signals.LinkHashes;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalSet;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.jspecify.annotations.Nullable;

/**
 * A sighting on its way to its account. Travels between tasks of one version of the job, is never
 * stored.
 */
public final class SightingSerializer extends FlatSerializer<Sighting> {

  public static final SightingSerializer INSTANCE = new SightingSerializer();

  private static final long serialVersionUID = 1L;
  private static final Phase[] PHASES = Phase.values();

  private SightingSerializer() {}

  @Override
  public Sighting createInstance() {
    throw new IllegalStateException("a sighting is never empty");
  }

  @Override
  public void serialize(Sighting sighting, DataOutputView target) throws IOException {
    StringValue.writeString(sighting.tenant(), target);
    StringValue.writeString(sighting.accountId(), target);
    writeNullable(sighting.organizationId(), target);
    writeNullable(sighting.apiKeyId(), target);
    StringValue.writeString(sighting.exchangeId(), target);
    target.writeLong(sighting.exchangeHash());
    target.writeByte(sighting.phase().ordinal());
    target.writeLong(sighting.occurredAtMs());
    target.writeLong(sighting.receivedAtMs());
    writeFacts(sighting.facts(), target);
    writeSignals(sighting.signals(), target);
    writeLinks(sighting.links(), target);
  }

  @Override
  public Sighting deserialize(DataInputView source) throws IOException {
    return new Sighting(
        StringValue.readString(source),
        StringValue.readString(source),
        StringValue.readString(source),
        StringValue.readString(source),
        StringValue.readString(source),
        source.readLong(),
        PHASES[source.readByte()],
        source.readLong(),
        source.readLong(),
        readFacts(source),
        readSignals(source),
        readLinks(source));
  }

  private static void writeLinks(LinkHashes links, DataOutputView target) throws IOException {
    target.writeLong(links.card());
    target.writeLong(links.network());
    target.writeLong(links.client());
    target.writeLong(links.tools());
    target.writeLong(links.apiKey());
  }

  private static LinkHashes readLinks(DataInputView source) throws IOException {
    return new LinkHashes(
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong());
  }

  @SuppressWarnings("NullAway") // StringValue writes null as null
  private static void writeNullable(@Nullable String text, DataOutputView target)
      throws IOException {
    StringValue.writeString(text, target);
  }

  private static void writeFacts(Facts facts, DataOutputView target) throws IOException {
    long mask = facts.mask();
    target.writeLong(mask);
    for (int i = 0; i < Facts.numberCount(mask); i++) {
      target.writeLong(facts.numberBits(i));
    }
    for (int i = 0; i < Facts.textCount(mask); i++) {
      StringValue.writeString(facts.textAt(i), target);
    }
  }

  private static Facts readFacts(DataInputView source) throws IOException {
    long mask = source.readLong();
    long[] numbers = new long[Facts.numberCount(mask)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = source.readLong();
    }
    String[] texts = new String[Facts.textCount(mask)];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = StringValue.readString(source);
    }
    return Facts.of(mask, numbers, texts);
  }

  static void writeSignals(SignalSet signals, DataOutputView target) throws IOException {
    target.writeByte(signals.length());
    for (int code = 0; code < signals.length(); code++) {
      target.writeLong(signals.raw(code));
    }
  }

  static SignalSet readSignals(DataInputView source) throws IOException {
    long[] values = new long[source.readUnsignedByte()];
    for (int code = 0; code < values.length; code++) {
      values[code] = source.readLong();
    }
    return SignalSet.of(values);
  }

  @Override
  public TypeSerializerSnapshot<Sighting> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Tells Flink which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Sighting> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
