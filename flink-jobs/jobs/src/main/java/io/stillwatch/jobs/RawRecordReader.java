package io.stillwatch.jobs;

import io.stillwatch.intake.seal.Sealer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Takes a record of the event topic as it is. A record without a value is one of no bytes: intake
 * refuses it like any other that is no event.
 *
 * <p>The topic should stamp records with the broker's own time; where it was set up otherwise, the
 * producer's stamp is taken, of which the broker only bounds the future.
 */
final class RawRecordReader implements KafkaRecordDeserializationSchema<RawRecord> {

  private static final long serialVersionUID = 1L;
  private static final byte[] NOTHING = {};
  private static final long UNKNOWN = -1;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) {
    boolean stamped = record.timestampType() != TimestampType.NO_TIMESTAMP_TYPE;
    out.collect(
        new RawRecord(
            record.topic(),
            record.partition(),
            record.offset(),
            stamped ? record.timestamp() : UNKNOWN,
            seal(record),
            record.value() == null ? NOTHING : record.value()));
  }

  /** Of several the last: a seal that was put before it fits no other record. */
  private static byte @Nullable [] seal(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(Sealer.HEADER);
    return header == null ? null : header.value();
  }

  @Override
  public TypeInformation<RawRecord> getProducedType() {
    return StreamTypes.RAW_RECORD;
  }
}
