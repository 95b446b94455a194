package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Field;
import io.stillwatch.patterns.campaign.CampaignField;
import io.stillwatch.profiles.Amount;
import io.stillwatch.profiles.Counter;
import io.stillwatch.profiles.Horizon;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Signal;
import io.stillwatch.signals.SignalCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The fields that conditions may ask for, by name. Immutable. */
public final class FieldCatalog {

  private final Map<String, Field> byName;

  private FieldCatalog(Map<String, Field> byName) {
    this.byName = byName;
  }

  /** What can be asked of looks: what was reported, the signals, and the account. */
  public static FieldCatalog ofLooks(SignalCatalog signals) {
    List<Field> fields = new ArrayList<>();
    for (Fact fact : Fact.values()) {
      fields.add(LookField.Reported.of(fact));
    }
    fields.add(new LookField.Owner("event.tenant", LookField.Owner.Whose.TENANT));
    fields.add(new LookField.Owner("event.organization_id", LookField.Owner.Whose.ORGANIZATION));
    fields.add(new LookField.Owner("event.api_key_id", LookField.Owner.Whose.API_KEY));
    for (Signal signal : signals.all()) {
      String name = "signal." + signal.name();
      fields.add(
          signal.kind() == Signal.Kind.SCORE
              ? new LookField.Score(name, signal.code())
              : new LookField.Hash(name, signal.code()));
    }
    fields.add(new LookField.ToolSchema());
    fields.add(new LookField.FreshPair());
    for (Counter counter : Counter.values()) {
      for (Horizon horizon : Horizon.values()) {
        String name = "account." + counter.name() + "_" + horizon.name();
        fields.add(new LookField.Counted(name.toLowerCase(Locale.ROOT), counter, horizon));
      }
    }
    fields.add(new LookField.DistinctPrompts());
    fields.add(new LookField.KnownHours());
    fields.add(new LookField.Surge("account.output_surge", Amount.OUTPUT_TOKENS));
    fields.add(new LookField.Surge("account.reasoning_surge", Amount.REASONING_TOKENS));
    fields.add(new LookField.KindOfAccount());
    return of(fields);
  }

  /** What can be asked of members of campaigns. */
  public static FieldCatalog ofCampaigns() {
    return of(CampaignField.all());
  }

  /** Throws IllegalArgumentException where two fields share a name. */
  public static FieldCatalog of(List<Field> fields) {
    Map<String, Field> byName = new TreeMap<>();
    for (Field field : fields) {
      if (byName.put(field.name(), field) != null) {
        throw new IllegalArgumentException("two fields are named '" + field.name() + "'");
      }
    }
    if (byName.isEmpty()) {
      throw new IllegalArgumentException("a catalogue without fields");
    }
    return new FieldCatalog(byName);
  }

  public @Nullable Field find(String name) {
    return byName.get(name);
  }

  /** By rising name. */
  public List<Field> all() {
    return List.copyOf(byName.values());
  }

  /** The name that somebody who wrote this most likely meant. */
  public String suggest(String unknown) {
    String meant = "";
    int least = Integer.MAX_VALUE;
    for (String name : byName.keySet()) {
      int distance = distance(unknown, name);
      if (distance < least) {
        least = distance;
        meant = name;
      }
    }
    return meant;
  }

  /** The nearest name where it is near enough to be meant. */
  @Nullable String didYouMean(String unknown) {
    String written = snakeCase(unknown);
    String meant = suggest(unknown);
    boolean near =
        Spelling.distance(written, meant) <= Math.max(1, written.length() / 5)
            || Spelling.distance(tail(written), tail(meant)) <= tail(written).length() / 3;
    return near ? meant : null;
  }

  /** Twice the number of changed letters; who mistook the front of a name pays one. */
  private static int distance(String unknown, String name) {
    String written = snakeCase(unknown);
    int whole = 2 * Spelling.distance(written, name);
    int tails = 2 * Spelling.distance(tail(written), tail(name)) + 1;
    return Math.min(whole, tails);
  }

  private static String tail(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String snakeCase(String name) {
    StringBuilder folded = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        folded.append(i > 0 && name.charAt(i - 1) >= 'a' ? "_" : "").append((char) (c + 32));
      } else {
        folded.append(c);
      }
    }
    return folded.toString();
  }
}
