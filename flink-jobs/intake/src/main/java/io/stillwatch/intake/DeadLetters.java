package io.stillwatch.intake;

import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.schemas.DeadLetter;
import io.stillwatch.schemas.Sha256;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Makes the record that says of refused bytes where they stand and why, without their text. */
public final class DeadLetters {
  private DeadLetters() {}

  /**
   * The dead letter of one record.
   *
   * @param keepContent also keep the whole bytes: only where an operator has switched that on, as
   *     it keeps prompts
   */
  public static DeadLetter of(
      String topic, int partition, long offset, byte[] bytes, Rejected why, boolean keepContent) {
    DeadLetter letter = new DeadLetter();
    letter.setReason(why.reason().name());
    letter.setField(why.field());
    letter.setDetail(why.detail());
    letter.setTopic(topic);
    letter.setPartition(partition);
    letter.setOffset(offset);
    letter.setSize((long) bytes.length);
    letter.setDigest(digest(bytes));
    letter.setHead(MaskedHead.of(bytes));
    letter.setContent(keepContent ? ByteBuffer.wrap(bytes) : null);
    return letter;
  }

  private static String digest(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.start().digest(bytes));
  }
}
