package io.stillwatch.cli.doctor;

import io.stillwatch.schemas.InferenceEvent;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/** Which fields of the event arrive, and how often; a record within it counts as a whole too. */
final class Arrivals {

  /**
   * A field of the event.
   *
   * @param inner the field within the record that stands there, -1 for the field itself
   */
  private record Place(String path, int outer, int inner) {}

  private static final List<Place> PLACES = places();

  private final long[] counts = new long[PLACES.size()];
  private long events;

  void add(InferenceEvent event) {
    add(of(event));
  }

  /** Counts an event by the places that carry something. */
  void add(BitSet carried) {
    events++;
    for (int i = carried.nextSetBit(0); i >= 0; i = carried.nextSetBit(i + 1)) {
      counts[i]++;
    }
  }

  /** Which places of an event carry something. */
  static BitSet of(InferenceEvent event) {
    BitSet carried = new BitSet(PLACES.size());
    for (int i = 0; i < PLACES.size(); i++) {
      Place place = PLACES.get(i);
      Object value = event.get(place.outer);
      if (place.inner >= 0 && value instanceof IndexedRecord record) {
        value = record.get(place.inner);
      }
      boolean empty = value instanceof Map<?, ?> map && map.isEmpty();
      carried.set(i, value != null && !empty);
    }
    return carried;
  }

  boolean arrives(String path) {
    return counts().getOrDefault(path, 0L) > 0;
  }

  /** How many of the events carry each field, in the order of the schema. */
  Map<String, Long> counts() {
    Map<String, Long> all = new LinkedHashMap<>();
    for (int i = 0; i < counts.length; i++) {
      all.put(PLACES.get(i).path, counts[i]);
    }
    return all;
  }

  long events() {
    return events;
  }

  private static List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (Schema.Field field : InferenceEvent.getClassSchema().getFields()) {
      places.add(new Place(field.name(), field.pos(), -1));
      for (Schema branch :
          field.schema().isUnion() ? field.schema().getTypes() : List.<Schema>of()) {
        if (branch.getType() == Schema.Type.RECORD) {
          for (Schema.Field inner : branch.getFields()) {
            places.add(new Place(field.name() + '.' + inner.name(), field.pos(), inner.pos()));
          }
        }
      }
    }
    return List.copyOf(places);
  }
}
