package io.stillwatch.patterns.operator;

import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.LinkHashes;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalSet;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/**
 * A sighting on its way to its account. It is stored only for the seconds that a part of an
 * exchange waits for its partner.
 */
public final class SightingSerializer extends WholeSerializer<Sighting> {

  private static final long serialVersionUID = 1L;
  private static final Phase[] PHASES = Phase.values();

  @Override
  public SightingSerializer duplicate() {
    return new SightingSerializer();
  }

  @Override
  void write(Sighting sighting, RecordBytes out) {
    put(sighting, out);
  }

  @Override
  Sighting read(RecordBytes in) {
    return get(in);
  }

  static void put(Sighting sighting, RecordBytes out) {
    out.putText(sighting.tenant());
    out.putText(sighting.accountId());
    out.putText(sighting.organizationId());
    out.putText(sighting.apiKeyId());
    out.putText(sighting.exchangeId());
    out.putLong(sighting.exchangeHash());
    out.putByte(sighting.phase().ordinal());
    out.putLong(sighting.occurredAtMs());
    out.putLong(sighting.receivedAtMs());
    out.putFacts(sighting.facts());
    putSignals(sighting.signals(), out);
    putLinks(sighting.links(), out);
  }

  static Sighting get(RecordBytes in) {
    return new Sighting(
        in.getText(),
        in.getText(),
        in.getNullable(),
        in.getNullable(),
        in.getText(),
        in.getLong(),
        PHASES[in.getByte()],
        in.getLong(),
        in.getLong(),
        in.getFacts(),
        getSignals(in),
        getLinks(in));
  }

  private static void putLinks(LinkHashes links, RecordBytes out) {
    out.putLong(links.card());
    out.putLong(links.network());
    out.putLong(links.client());
    out.putLong(links.tools());
    out.putLong(links.apiKey());
    out.putLong(links.otherCard());
    out.putLong(links.otherNetwork());
  }

  private static LinkHashes getLinks(RecordBytes in) {
    return new LinkHashes(
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong());
  }

  static void putSignals(SignalSet signals, RecordBytes out) {
    out.putByte(signals.length());
    for (int code = 0; code < signals.length(); code++) {
      out.putLong(signals.raw(code));
    }
  }

  static SignalSet getSignals(RecordBytes in) {
    long[] values = new long[in.getByte() & 0xff];
    for (int code = 0; code < values.length; code++) {
      values[code] = in.getLong();
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
      super(SightingSerializer::new);
    }
  }
}
