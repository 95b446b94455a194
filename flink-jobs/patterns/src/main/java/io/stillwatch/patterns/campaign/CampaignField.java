package io.stillwatch.patterns.campaign;

import io.stillwatch.patterns.Field;
import io.stillwatch.profiles.Judged;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A feature as a field of conditions. */
public record CampaignField(CampaignFeature feature) implements Field {

  public static List<Field> all() {
    List<Field> all = new ArrayList<>();
    for (CampaignFeature feature : CampaignFeature.values()) {
      all.add(new CampaignField(feature));
    }
    return all;
  }

  @Override
  public String name() {
    return feature.path();
  }

  @Override
  public Type type() {
    return feature.type();
  }

  @Override
  public boolean has(Judged judged) {
    return ((MemberView) judged).has(feature);
  }

  @Override
  public long bits(Judged judged) {
    double value = ((MemberView) judged).value(feature);
    return type() == Type.DOUBLE ? Double.doubleToRawLongBits(value) : (long) value;
  }

  @Override
  public @Nullable String text(Judged judged) {
    return null;
  }
}
