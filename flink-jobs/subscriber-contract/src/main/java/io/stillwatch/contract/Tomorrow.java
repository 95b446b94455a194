package io.stillwatch.contract;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Fingerprint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** What a release of tomorrow could write: a field more, and one more kind of action and state. */
final class Tomorrow {

  static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              EnforcementAction.getClassSchema()
                  .toString()
                  .replaceFirst(
                      "\"fields\":\\[",
                      "\"fields\":[{\"name\":\"of_tomorrow\",\"type\":[\"null\",\"string\"],\"default\":null},")
                  .replace("\"WATERMARK\"]", "\"WATERMARK\",\"QUARANTINE\"]")
                  .replace("\"EXPIRED\"]", "\"EXPIRED\",\"PAUSED\"]"));

  private static final int HEADER_BYTES = 10;

  private Tomorrow() {}

  /** The row as that release would write it, with this value in place of a field's. */
  static byte[] write(byte[] row, String enumField, String symbol) {
    try {
      GenericDatumReader<GenericRecord> reader =
          new GenericDatumReader<>(EnforcementAction.getClassSchema(), SCHEMA, new GenericData());
      GenericRecord record =
          reader.read(
              null,
              DecoderFactory.get()
                  .binaryDecoder(row, HEADER_BYTES, row.length - HEADER_BYTES, null));
      record.put(
          enumField, new GenericData.EnumSymbol(SCHEMA.getField(enumField).schema(), symbol));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(
          ByteBuffer.allocate(HEADER_BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .put((byte) 0xC3)
              .put((byte) 0x01)
              .putLong(Fingerprint.of(SCHEMA))
              .array());
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new GenericDatumWriter<GenericRecord>(SCHEMA).write(record, encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }
}
