package io.stillwatch.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData.InstanceSupplier;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * How one type of the schema looks in plain JSON. The shapes of a record are built once, from its
 * schema, and are immutable: a new field of the event needs no code here.
 */
sealed interface JsonShape {

  /** Reads the value whose first token is current. Null is read before, where the field stands. */
  Object read(JsonParser parser) throws IOException, Refusal;

  static JsonShape of(Schema schema, SpecificData model, IntakeLimits limits) {
    return switch (schema.getType()) {
      case STRING -> new TextShape();
      case BOOLEAN -> new FlagShape();
      case INT -> new IntShape();
      case LONG ->
          schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
              ? new TimeShape()
              : new LongShape();
      case DOUBLE -> new DoubleShape();
      case ENUM -> new EnumShape(schema, model);
      case RECORD -> new RecordShape(schema, model, limits);
      case MAP -> new MapShape(of(schema.getValueType(), model, limits), limits);
      case ARRAY -> new ArrayShape(of(schema.getElementType(), model, limits), limits);
      default ->
          throw new IllegalArgumentException(
              "the JSON form has no place for the Avro type " + schema.getType());
    };
  }

  /** A string. */
  record TextShape() implements JsonShape {
    @Override
    public Object read(JsonParser parser) throws IOException, Refusal {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        throw JsonEvents.wrongType("a string", parser.currentToken());
      }
      return parser.getText();
    }
  }

  /** True or false. */
  record FlagShape() implements JsonShape {
    @Override
    public Object read(JsonParser parser) throws Refusal {
      return switch (parser.currentToken()) {
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        default -> throw JsonEvents.wrongType("true or false", parser.currentToken());
      };
    }
  }

  /** A whole number of 32 bits. */
  record IntShape() implements JsonShape {
    @Override
    public Object read(JsonParser parser) throws IOException, Refusal {
      long value = wholeNumber(parser);
      if (value != (int) value) {
        throw new Refusal(RejectionReason.OUT_OF_RANGE, "does not fit into 32 bits");
      }
      return (int) value;
    }
  }

  /** A whole number of 64 bits. */
  record LongShape() implements JsonShape {
    @Override
    public Object read(JsonParser parser) throws IOException, Refusal {
      return wholeNumber(parser);
    }
  }

  /** Any number. */
  record DoubleShape() implements JsonShape {
    @Override
    public Object read(JsonParser parser) throws IOException, Refusal {
      if (!parser.currentToken().isNumeric()) {
        throw JsonEvents.wrongType("a number", parser.currentToken());
      }
      return parser.getDoubleValue();
    }
  }

  /** Epoch milliseconds, or an ISO-8601 string. */
  record TimeShape() implements JsonShape {
    @Override
    public Object read(JsonParser parser) throws IOException, Refusal {
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        return IsoTime.parse(parser.getText());
      }
      return Instant.ofEpochMilli(wholeNumber(parser));
    }
  }

  /** A symbol by name; one that this version does not know becomes the default. */
  record EnumShape(Map<String, Object> symbols, Object unknown) implements JsonShape {
    EnumShape(Schema schema, SpecificData model) {
      this(symbols(schema, model), model.createEnum(schema.getEnumDefault(), schema));
    }

    @Override
    public Object read(JsonParser parser) throws IOException, Refusal {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        throw JsonEvents.wrongType("a name", parser.currentToken());
      }
      Object symbol = symbols.get(parser.getText());
      return symbol == null ? unknown : symbol;
    }

    private static Map<String, Object> symbols(Schema schema, SpecificData model) {
      Map<String, Object> symbols = new HashMap<>();
      schema.getEnumSymbols().forEach(name -> symbols.put(name, model.createEnum(name, schema)));
      return symbols;
    }
  }

  /** An object with free keys. */
  record MapShape(JsonShape values, int entriesMax, int keyCharsMax) implements JsonShape {
    MapShape(JsonShape values, IntakeLimits limits) {
      this(values, limits.mapEntriesMax(), limits.idCharsMax());
    }

    @Override
    public Object read(JsonParser parser) throws IOException, Refusal {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw JsonEvents.wrongType("an object", parser.currentToken());
      }
      Map<String, Object> map = new HashMap<>();
      try {
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
          if (map.size() == entriesMax) {
            throw new Refusal(RejectionReason.OVER_LIMIT, "more than " + entriesMax + " entries");
          }
          if (key.length() > keyCharsMax) {
            throw new Refusal(
                RejectionReason.OVER_LIMIT,
                "a key of " + key.length() + " characters, limit " + keyCharsMax);
          }
          parser.nextToken();
          if (map.put(key, values.read(parser)) != null) {
            throw new Refusal(RejectionReason.MALFORMED, "a key comes twice");
          }
        }
        return map;
      } catch (IOException e) {
        throw JsonEvents.refusal(e).within("{}");
      } catch (Refusal refusal) {
        throw refusal.within("{}");
      }
    }
  }

  /** A list. */
  record ArrayShape(JsonShape items, int itemsMax) implements JsonShape {
    ArrayShape(JsonShape items, IntakeLimits limits) {
      this(items, limits.arrayItemsMax());
    }

    @Override
    public Object read(JsonParser parser) throws IOException, Refusal {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        throw JsonEvents.wrongType("a list", parser.currentToken());
      }
      List<Object> list = new ArrayList<>();
      try {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (list.size() == itemsMax) {
            throw new Refusal(RejectionReason.OVER_LIMIT, "more than " + itemsMax + " items");
          }
          list.add(items.read(parser));
        }
        return list;
      } catch (IOException e) {
        throw JsonEvents.refusal(e).within("[]");
      } catch (Refusal refusal) {
        throw refusal.within("[]");
      }
    }
  }

  /** An object with the fields of a record. */
  final class RecordShape implements JsonShape {
    /** Which fields have been seen is kept in the bits of a long. */
    private static final int FIELDS_MAX = Long.SIZE;

    private final Schema schema;
    private final InstanceSupplier instances;
    private final Map<String, Field> byName = new HashMap<>();
    private final Field[] fields;

    RecordShape(Schema schema, SpecificData model, IntakeLimits limits) {
      this.schema = schema;
      this.instances = model.getNewRecordSupplier(schema);
      this.fields = new Field[schema.getFields().size()];
      if (fields.length > FIELDS_MAX) {
        throw new IllegalArgumentException(
            schema.getName() + " has more than " + FIELDS_MAX + " fields");
      }
      for (Schema.Field field : schema.getFields()) {
        Field shape = Field.of(field, model, limits);
        fields[field.pos()] = shape;
        byName.put(field.name(), shape);
      }
    }

    @Override
    public Object read(JsonParser parser) throws IOException, Refusal {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw JsonEvents.wrongType("an object", parser.currentToken());
      }
      IndexedRecord record = (IndexedRecord) instances.newInstance(null, schema);
      long named = 0;
      long filled = 0;
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        Field field = byName.get(name);
        JsonToken token = parser.nextToken();
        if (field == null) {
          parser.skipChildren();
          continue;
        }
        long bit = 1L << field.position;
        if ((named & bit) != 0) {
          throw new Refusal(RejectionReason.MALFORMED, "comes twice").within(field.name);
        }
        named |= bit;
        if (token != JsonToken.VALUE_NULL) {
          filled |= bit;
          record.put(field.position, value(field, parser));
        }
      }
      for (Field field : fields) {
        if ((filled & 1L << field.position) == 0) {
          record.put(field.position, field.absent());
        }
      }
      return record;
    }

    private static Object value(Field field, JsonParser parser) throws Refusal {
      try {
        return field.shape.read(parser);
      } catch (IOException e) {
        throw JsonEvents.refusal(e).within(field.name);
      } catch (Refusal refusal) {
        throw refusal.within(field.name);
      }
    }
  }

  /** One field: where its value goes and what stands for it when there is none. */
  record Field(
      String name, int position, JsonShape shape, boolean optional, @Nullable Object standIn) {

    static Field of(Schema.Field field, SpecificData model, IntakeLimits limits) {
      Schema type = field.schema();
      boolean optional = type.isNullable();
      if (type.isUnion()) {
        type =
            type.getTypes().stream()
                .filter(t -> t.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
      }
      Object standIn = !optional && field.hasDefaultValue() ? model.getDefaultValue(field) : null;
      return new Field(
          field.name(), field.pos(), JsonShape.of(type, model, limits), optional, standIn);
    }

    @Nullable Object absent() throws Refusal {
      if (optional) {
        return null;
      }
      if (standIn instanceof Map<?, ?>) {
        return new HashMap<>(); // each event its own
      }
      if (standIn instanceof List<?>) {
        return new ArrayList<>();
      }
      if (standIn == null) {
        throw new Refusal(RejectionReason.MISSING_FIELD, "required and absent").within(name);
      }
      return standIn;
    }
  }

  /** A number without fraction; 5.0 is one too, as spreadsheets and data frames write it. */
  private static long wholeNumber(JsonParser parser) throws IOException, Refusal {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT) {
      try {
        return parser.getLongValue();
      } catch (InputCoercionException e) {
        throw new Refusal(RejectionReason.OUT_OF_RANGE, "does not fit into 64 bits");
      }
    }
    if (token != JsonToken.VALUE_NUMBER_FLOAT) {
      throw JsonEvents.wrongType("a whole number", token);
    }
    double value = parser.getDoubleValue();
    if (value != Math.rint(value) || Math.abs(value) > 1L << 53) {
      throw new Refusal(RejectionReason.OUT_OF_RANGE, "must be a whole number");
    }
    return (long) value;
  }
}
