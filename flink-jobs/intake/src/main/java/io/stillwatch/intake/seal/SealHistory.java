package io.stillwatch.intake.seal;

import io.stillwatch.intake.RejectionReason;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of the senders of one partition, so that no record counts twice.
 *
 * <p>A function of the log and of nothing else: it is stored with the offset that it belongs to, so
 * a job that goes on from a checkpoint and reads the same records again judges them the same. The
 * rule: a sender's sequences rise; a seal is fresh by the partition's clock, which is the broker's
 * time and never runs back. So a sender whose last seal is too old to be fresh can be forgotten:
 * nothing of it will be taken again.
 */
final class SealHistory {

  private static final float LOAD = 0.75f;

  /** Senders, the one not heard of for longest first. */
  private final Map<String, Last> senders = new LinkedHashMap<>(16, LOAD, true);

  private final int sendersMax;
  private long clockMs;

  /** Greatest time of a seal of a sender that was forgotten to make room. */
  private long forgottenMs = Long.MIN_VALUE;

  private long nextOffset;

  private record Last(long sequence, long sealedAtMs) {}

  SealHistory() {
    this(SealLimits.SENDERS_MAX);
  }

  SealHistory(int sendersMax) {
    this.sendersMax = sendersMax;
  }

  /** The offset behind the last record that was judged. */
  long nextOffset() {
    return nextOffset;
  }

  int senders() {
    return senders.size();
  }

  /**
   * Judges a seal whose MAC is right; null when it is fresh and new.
   *
   * @param brokerTimeMs when the broker received the record, negative when nobody knows
   */
  @Nullable RejectionReason admit(Seal seal, long offset, long brokerTimeMs) {
    nextOffset = offset + 1;
    long now = Math.max(clockMs, brokerTimeMs < 0 ? seal.sealedAtMs() : brokerTimeMs);
    if (Math.abs(now - seal.sealedAtMs()) > SealLimits.AGE_MS_MAX) {
      return RejectionReason.SEAL_STALE;
    }
    Last last = senders.get(seal.sender());
    if (last == null ? seal.sealedAtMs() <= forgottenMs : seal.sequence() <= last.sequence) {
      return RejectionReason.SEAL_REPLAYED;
    }
    clockMs = now;
    long latest = last == null ? seal.sealedAtMs() : Math.max(last.sealedAtMs, seal.sealedAtMs());
    senders.put(seal.sender(), new Last(seal.sequence(), latest));
    forget();
    return null;
  }

  private void forget() {
    Iterator<Last> eldest = senders.values().iterator();
    while (eldest.hasNext()) {
      Last last = eldest.next();
      boolean stale = last.sealedAtMs < clockMs - SealLimits.AGE_MS_MAX;
      if (!stale && senders.size() <= sendersMax) {
        return;
      }
      if (!stale) {
        forgottenMs = Math.max(forgottenMs, last.sealedAtMs);
      }
      eldest.remove();
    }
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(nextOffset);
    out.writeLong(clockMs);
    out.writeLong(forgottenMs);
    out.writeInt(senders.size());
    for (Map.Entry<String, Last> one : senders.entrySet()) {
      out.writeUTF(one.getKey());
      out.writeLong(one.getValue().sequence);
      out.writeLong(one.getValue().sealedAtMs);
    }
  }

  static SealHistory read(DataInputStream in) throws IOException {
    SealHistory history = new SealHistory();
    history.nextOffset = in.readLong();
    history.clockMs = in.readLong();
    history.forgottenMs = in.readLong();
    int senders = in.readInt();
    for (int i = 0; i < senders; i++) {
      history.senders.put(in.readUTF(), new Last(in.readLong(), in.readLong()));
    }
    return history;
  }
}
