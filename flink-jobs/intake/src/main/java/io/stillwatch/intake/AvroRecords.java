package io.stillwatch.intake;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordCodec;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/**
 * Records of an Avro object container, read with the schema that stands in the file and written
 * again with today's.
 *
 * <p>Unlike the door, this believes the lengths in the file: it is one that its reader chose to
 * open.
 */
final class AvroRecords implements EventFile.Records {
  private final DataFileStream<InferenceEvent> events;
  private final RecordCodec<InferenceEvent> codec = RecordCodec.of(InferenceEvent.class);
  private final InputStream in;
  private long line;

  AvroRecords(InputStream in) throws IOException {
    this.in = in;
    try {
      this.events =
          new DataFileStream<>(
              in,
              new SpecificDatumReader<>(
                  null,
                  InferenceEvent.getClassSchema(),
                  SpecificData.getForClass(InferenceEvent.class)));
    } catch (RuntimeException e) {
      throw new IOException("not a readable Avro object container", e);
    }
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public byte @Nullable [] next() throws IOException {
    try {
      if (!events.hasNext()) {
        requireWhole();
        return null;
      }
      InferenceEvent event = events.next();
      line++;
      return codec.encode(event);
    } catch (RuntimeException e) {
      // Avro's own message may quote values.
      throw new IOException("a record that is no event, or a block that is damaged or cut off", e);
    }
  }

  /**
   * Avro takes a file that ends within a block for one that ends before it. It then still counts
   * that block's records as to come, and says so when asked again; and gzip says once more that it
   * was cut off.
   */
  private void requireWhole() throws IOException {
    if (events.hasNext() || in.read() >= 0) {
      throw new EOFException();
    }
  }
}
