package io.stillwatch.cli.enforcement;

import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * An action as it stands on the control topic, held against what the same rooms make of recorded
 * events.
 *
 * @param derived the revision of it that comes closest; null where none came out
 * @param differences by field, in which they differ; empty where it comes out the same
 */
record Rederived(
    EnforcementAction recorded,
    @Nullable EnforcementAction derived,
    Map<String, Difference> differences) {

  /** A field that is not the same. */
  record Difference(String recorded, String derived) {}

  /** What a human's word changes in a row: it follows from no event. */
  private static final Set<String> OF_THE_WORD =
      Set.of("state", "revision", "event_time", "explanation");

  /** When a broker received an event is no part of the decision. */
  private static final Set<String> OF_THE_WAY = Set.of("received_at");

  /**
   * Compares with the revisions that came out, in their order: with the same one, or the last where
   * that did not come out or a human ended it.
   */
  static Rederived of(EnforcementAction recorded, List<EnforcementAction> revisions) {
    EnforcementAction closest = null;
    for (EnforcementAction revision : revisions) {
      closest = revision;
      if (revision.getRevision() == recorded.getRevision()
          || (takenBack(recorded) && revision.getExpiresAt().equals(recorded.getExpiresAt()))) {
        break;
      }
    }
    Map<String, Difference> differences = new TreeMap<>();
    if (closest != null) {
      compare("", recorded, closest, takenBack(recorded), differences);
    }
    return new Rederived(recorded, closest, differences);
  }

  static boolean takenBack(EnforcementAction action) {
    return action.getState() == ActionState.REVOKED;
  }

  boolean same() {
    return derived != null && differences.isEmpty();
  }

  private static void compare(
      String under,
      SpecificRecord one,
      SpecificRecord other,
      boolean takenBack,
      Map<String, Difference> differences) {
    for (Schema.Field field : one.getSchema().getFields()) {
      String name = under + field.name();
      if (OF_THE_WAY.contains(name) || (takenBack && OF_THE_WORD.contains(name))) {
        continue;
      }
      Object left = one.get(field.pos());
      Object right = other.get(field.pos());
      if (left instanceof SpecificRecord record && right instanceof SpecificRecord of) {
        compare(name + ".", record, of, takenBack, differences);
      } else if (left instanceof Map<?, ?> map && right instanceof Map<?, ?> of) {
        compare(name + ".", map, of, differences);
      } else if (!Objects.equals(left, right)) {
        differences.put(name, new Difference(String.valueOf(left), String.valueOf(right)));
      }
    }
  }

  private static void compare(
      String under, Map<?, ?> one, Map<?, ?> other, Map<String, Difference> differences) {
    List<Object> names = new ArrayList<>(one.keySet());
    other.keySet().stream().filter(name -> !one.containsKey(name)).forEach(names::add);
    for (Object name : names) {
      if (!Objects.equals(one.get(name), other.get(name))) {
        differences.put(
            under + name,
            new Difference(String.valueOf(one.get(name)), String.valueOf(other.get(name))));
      }
    }
  }
}
