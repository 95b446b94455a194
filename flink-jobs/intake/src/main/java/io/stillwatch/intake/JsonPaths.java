package io.stillwatch.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Locale;

/**
 * Reads an object of one exchange: a value's name is the path to it. Only what is asked for is
 * built, and only what leads there is entered.
 */
final class JsonPaths {
  private final JsonFactory factory;
  private final JsonTree trees;
  private final Names names;

  JsonPaths(JsonFactory factory, JsonTree trees, Names names) {
    this.factory = factory;
    this.trees = trees;
    this.names = names;
  }

  /** Reads the object whose brace is current. */
  void read(JsonParser json, Draft draft) throws IOException, Refusal {
    object(json, "", draft);
  }

  private void object(JsonParser json, String above, Draft draft) throws IOException, Refusal {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      if (token != JsonToken.VALUE_NULL) {
        value(json, token, path(above, name), draft);
      }
    }
  }

  /** Header names are of either case; a body stands where its request or its response does. */
  private static String path(String above, String name) {
    if (above.isEmpty()) {
      return name;
    }
    if (name.equals("body") && (above.equals("request") || above.equals("response"))) {
      return above;
    }
    return above + '.' + (above.endsWith(".headers") ? name.toLowerCase(Locale.ROOT) : name);
  }

  private void value(JsonParser json, JsonToken token, String path, Draft draft)
      throws IOException, Refusal {
    boolean leadsOn = names.leadsOn(path);
    if (leadsOn && token == JsonToken.START_OBJECT) {
      object(json, path, draft);
    } else if (leadsOn && token == JsonToken.VALUE_STRING && json.getText().startsWith("{")) {
      quoted(json.getText(), path, draft);
    } else if (draft.wants(path)) {
      draft.put(path, trees.read(json));
    } else {
      json.skipChildren();
    }
  }

  /** JSON within a string, as loggers write the bodies that they saw. */
  private void quoted(String text, String path, Draft draft) throws Refusal {
    try (JsonParser json = factory.createParser(text)) {
      json.nextToken();
      object(json, path, draft);
    } catch (IOException e) {
      throw JsonEvents.refusal(e).within(path);
    }
  }
}
