package io.stillwatch.intake.seal;

import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.intake.RejectionReason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Judges the seals of one topic's records, before anything of a record is read. Thread-confined.
 *
 * <p>Takes as long for a wrong seal as for a right one, whatever is wrong with its MAC.
 */
public final class SealCheck {

  /** Looks at no seal. */
  public static final SealCheck NONE =
      new SealCheck(
          SealNeed.OFF,
          "",
          () -> {
            throw new IllegalStateException("there are no keys where no seal is looked at");
          });

  private final SealNeed need;
  private final String topic;
  private final Supplier<SealKeys> keys;
  private final Seal.Maker maker = new Seal.Maker();
  private final Map<Integer, SealHistory> histories = new HashMap<>();
  private final Set<Integer> read = new HashSet<>();

  /** A record as it came, with its seal. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Sealed(
      int partition, long offset, long brokerTimeMs, byte @Nullable [] seal, byte[] bytes) {}

  public SealCheck(SealNeed need, String topic, Supplier<SealKeys> keys) {
    this.need = need;
    this.topic = topic;
    this.keys = keys;
  }

  /** Null for a record that may be read, else why it may not. */
  public @Nullable Rejected check(Sealed record) {
    byte[] bytes = record.seal;
    if (need == SealNeed.OFF) {
      return null;
    }
    if (bytes == null) {
      return need == SealNeed.OPTIONAL
          ? null
          : refused(RejectionReason.SEAL_MISSING, "no header " + Seal.HEADER);
    }
    Seal seal = Seal.parse(bytes);
    if (seal == null) {
      return refused(RejectionReason.SEAL_FORGED, "the header " + Seal.HEADER + " is no seal");
    }
    SealKeys now = keys.get();
    SecretKeySpec key = now.find(seal.keyId());
    byte[] mac =
        maker.mac(
            key == null ? now.firstKey() : key, seal.head(), topic, record.partition, record.bytes);
    boolean fits = seal.fits(mac);
    if (key == null) {
      return refused(RejectionReason.SEAL_UNKNOWN_KEY, "sealed with a key that is not known here");
    }
    if (!fits) {
      return refused(RejectionReason.SEAL_FORGED, "the seal is not of this record at this place");
    }
    return judged(seal, record);
  }

  private @Nullable Rejected judged(Seal seal, Sealed record) {
    read.add(record.partition);
    RejectionReason why =
        histories
            .computeIfAbsent(record.partition, p -> new SealHistory())
            .admit(seal, record.offset, record.brokerTimeMs);
    if (why == null) {
      return null;
    }
    return refused(
        why,
        why == RejectionReason.SEAL_STALE
            ? "sealed more than "
                + SealLimits.AGE_MS_MAX / 60_000
                + " minutes from when it came: sent again, or the clock of "
                + seal.sender()
                + " is wrong"
            : "sequence " + seal.sequence() + " of " + seal.sender() + " was there before");
  }

  private static Rejected refused(RejectionReason reason, String detail) {
    return new Rejected(reason, null, detail);
  }

  /**
   * What is to be stored with the offsets: of the partitions that were read here since the start,
   * and of those that the caller keeps for others.
   */
  public List<byte[]> histories(IntPredicate keptForOthers) {
    List<byte[]> all = new ArrayList<>();
    histories.forEach(
        (partition, history) -> {
          if (read.contains(partition) || keptForOthers.test(partition)) {
            all.add(stored(partition, history));
          }
        });
    return all;
  }

  private byte[] stored(int partition, SealHistory history) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(topic);
      out.writeInt(partition);
      history.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  /** Takes one of {@link #histories} back; of two of one partition the one that is further on. */
  public void restore(byte[] stored) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
      if (in.readUTF().equals(topic)) {
        int partition = in.readInt();
        histories.merge(
            partition,
            SealHistory.read(in),
            (one, other) -> one.nextOffset() >= other.nextOffset() ? one : other);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the history of seals in the state is damaged", e);
    }
  }
}
