package io.stillwatch.patterns.operator;

import io.stillwatch.profiles.Attempt;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.Look;
import io.stillwatch.signals.Sighting;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** A stream type with a serializer of its own and nothing that Flink could look into. */
public final class FlatType<T> extends TypeInformation<T> {

  public static final FlatType<Sighting> SIGHTING =
      new FlatType<>(Sighting.class, new SightingSerializer());
  public static final FlatType<LinkObservation> LINK_OBSERVATION =
      new FlatType<>(LinkObservation.class, LinkObservationSerializer.INSTANCE);
  public static final FlatType<Attempt> ATTEMPT =
      new FlatType<>(Attempt.class, AttemptSerializer.INSTANCE);
  public static final FlatType<Look> LOOK = new FlatType<>(Look.class, new LookSerializer());

  private static final long serialVersionUID = 1L;

  private final Class<T> type;
  private final TypeSerializer<T> serializer;

  public FlatType(Class<T> type, TypeSerializer<T> serializer) {
    this.type = type;
    this.serializer = serializer;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return serializer.duplicate();
  }

  @Override
  public String toString() {
    return type.getSimpleName();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FlatType<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof FlatType;
  }
}
