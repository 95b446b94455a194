package io.stillwatch.intake;

import io.stillwatch.schemas.InferenceEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * A place of the event that a value of foreign telemetry may fill, made from the schema: a new
 * field needs no code here.
 *
 * @param path as the documentation names it: {@code params.max_tokens}
 * @param index which one of all slots
 * @param outer the field of the event
 * @param inner the field of the record that stands there, -1 where it is the value itself
 * @param holder the schema of that record
 * @param id an identifier, which is never cut
 */
record Slot(
    String path,
    int index,
    int outer,
    int inner,
    @Nullable Schema holder,
    Schema.Type type,
    boolean id) {

  private static final SpecificData MODEL = SpecificData.getForClass(InferenceEvent.class);
  private static final Map<String, Slot> BY_PATH = new HashMap<>();
  static final int COUNT = fill(InferenceEvent.getClassSchema());

  static Slot of(String path) {
    Slot slot = BY_PATH.get(path);
    if (slot == null) {
      throw new IllegalArgumentException("the event has no field " + path);
    }
    return slot;
  }

  private static int fill(Schema event) {
    List<Slot> slots = new ArrayList<>();
    for (Schema.Field field : event.getFields()) {
      Schema type = present(field.schema());
      if (type.getType() != Schema.Type.RECORD) {
        add(slots, field.name(), field.pos(), -1, null, type);
        continue;
      }
      for (Schema.Field inner : type.getFields()) {
        add(
            slots,
            field.name() + '.' + inner.name(),
            field.pos(),
            inner.pos(),
            type,
            present(inner.schema()));
      }
    }
    return slots.size();
  }

  private static void add(
      List<Slot> slots, String path, int outer, int inner, @Nullable Schema holder, Schema type) {
    if (type.getLogicalType() != null) {
      return; // times are worked out, not copied
    }
    switch (type.getType()) {
      case STRING, LONG, INT, DOUBLE, BOOLEAN -> {
        boolean id = path.equals("tenant") || (path.endsWith("_id") && !path.equals("session_id"));
        Slot slot = new Slot(path, slots.size(), outer, inner, holder, type.getType(), id);
        slots.add(slot);
        BY_PATH.put(path, slot);
      }
      default -> {}
    }
  }

  private static Schema present(Schema schema) {
    if (!schema.isUnion()) {
      return schema;
    }
    return schema.getTypes().stream()
        .filter(branch -> branch.getType() != Schema.Type.NULL)
        .findFirst()
        .orElseThrow();
  }

  /** The value as this place wants it, null when it cannot be read so. */
  @Nullable Object read(@Nullable Object value, int charsMax) {
    return switch (type) {
      case STRING -> {
        String text = Loose.text(value);
        yield text == null || id || text.length() <= charsMax ? text : text.substring(0, charsMax);
      }
      case LONG -> whole(value);
      case INT -> {
        Long whole = whole(value);
        yield whole == null || whole != (int) (long) whole ? null : (Object) (int) (long) whole;
      }
      case DOUBLE -> Loose.number(value);
      default -> Loose.flag(value);
    };
  }

  private @Nullable Long whole(@Nullable Object value) {
    Long whole = Loose.whole(value);
    return whole != null && whole < 0 && !EventRule.mayBeNegative(path) ? null : whole;
  }

  void put(InferenceEvent event, Object value) {
    Schema record = holder;
    if (record == null) {
      event.put(outer, value);
      return;
    }
    IndexedRecord inside = (IndexedRecord) event.get(outer);
    if (inside == null) {
      inside = (IndexedRecord) MODEL.newRecord(null, record);
      event.put(outer, inside);
    }
    inside.put(inner, value);
  }
}
