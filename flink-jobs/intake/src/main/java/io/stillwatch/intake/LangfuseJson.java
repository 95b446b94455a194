package io.stillwatch.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Map;

/**
 * Reads what Langfuse exports: a trace with its observations, or one observation.
 *
 * <pre>
 *   {"trace": {trace}, "observations": [{observation}*]}     as its pages hand it out
 *   {trace, "observations": [{observation}*]}                as its interface does
 *   {observation}
 * </pre>
 *
 * A name is the path from the observation, and begins with {@code trace.} for what the trace says.
 * An observation made of a span keeps the attributes that are no fields of its own in its metadata;
 * there the client may have written too, so its own fields go first.
 */
final class LangfuseJson {
  static final String OBSERVATIONS = "observations";

  /** Where an observation keeps the attributes of its span. */
  static final String ATTRIBUTES = "metadata.attributes.";

  private static final String TRACE = "trace";

  private final JsonPaths paths;
  private final PartsBudget budget;

  LangfuseJson(JsonPaths paths, PartsBudget budget) {
    this.paths = paths;
    this.budget = budget;
  }

  /**
   * Reads the object whose brace is current.
   *
   * @param trace whether observations stand in it
   */
  void read(JsonParser json, boolean trace, Batch out) throws IOException, Refusal {
    if (trace) {
      trace(json, out);
    } else {
      observation(json, out);
    }
    out.endOfResource();
  }

  private void trace(JsonParser json, Batch out) throws IOException, Refusal {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      if (name.equals(OBSERVATIONS) && token == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          budget.leaf();
          observation(json, out);
        }
        continue;
      }
      String path = name.equals(TRACE) ? TRACE : TRACE + '.' + name;
      for (Map.Entry<String, Object> said : paths.read(json, path).entrySet()) {
        if (out.wants(said.getKey())) {
          out.resource(said.getKey(), said.getValue());
        }
      }
    }
  }

  private void observation(JsonParser json, Batch out) throws IOException {
    Map<String, Object> said = paths.read(json, "");
    Draft draft = out.draft();
    put(said, false, draft);
    put(said, true, draft);
    out.observation(draft);
  }

  private static void put(Map<String, Object> said, boolean attributes, Draft draft) {
    for (Map.Entry<String, Object> one : said.entrySet()) {
      if (one.getKey().startsWith(ATTRIBUTES) == attributes) {
        draft.put(one.getKey(), one.getValue());
      }
    }
  }
}
