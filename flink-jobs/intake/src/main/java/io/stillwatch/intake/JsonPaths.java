package io.stillwatch.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object of one exchange: a value's name is the path to it. Only what is asked for is
 * built, and only what leads there is entered.
 *
 * <p>Of a name that comes twice the last counts, as it does for the server that answered: else a
 * client could show us another prompt than the server's.
 *
 * <p>A body stands where its request or response does ({@code request.body.model} is {@code
 * request.model}), and the client wrote all that is in it. So it never tells of headers, and a
 * request without a body of its own may be one.
 */
final class JsonPaths {
  private final JsonFactory factory;
  private final JsonTree trees;
  private final Names names;
  private Map<String, Object> found = new LinkedHashMap<>();

  JsonPaths(JsonFactory factory, JsonTree trees, Names names) {
    this.factory = factory;
    this.trees = trees;
    this.names = names;
  }

  /**
   * Reads the value whose first token is current.
   *
   * @param path where it stands, empty for the whole of an exchange
   * @return what was asked for, by its path
   */
  Map<String, Object> read(JsonParser json, String path) throws IOException {
    found = new LinkedHashMap<>();
    if (!path.isEmpty()) {
      value(json, json.currentToken(), path, false);
    } else if (json.currentToken() == JsonToken.START_OBJECT) {
      object(json, "", false);
    } else {
      json.skipChildren();
    }
    return found;
  }

  private void object(JsonParser json, String above, boolean written) throws IOException {
    boolean message = !written && isMessage(above);
    boolean apart = false;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      boolean body = message && name.equals("body");
      apart |= body;
      value(json, token, body ? above : path(above, name), written || body);
    }
    if (message && !apart) {
      found.keySet().removeIf(path -> path.startsWith(above + ".headers."));
    }
  }

  private static boolean isMessage(String path) {
    return path.equals("request") || path.equals("response");
  }

  /** Header names are of either case. */
  private static String path(String above, String name) {
    if (above.isEmpty()) {
      return name;
    }
    return above + '.' + (above.endsWith(".headers") ? name.toLowerCase(Locale.ROOT) : name);
  }

  /**
   * Reads one value.
   *
   * @param written whether it stands in a body
   */
  private void value(JsonParser json, JsonToken token, String path, boolean written)
      throws IOException {
    if (written && (path.startsWith("request.headers") || path.startsWith("response.headers"))) {
      json.skipChildren();
      return;
    }
    boolean leadsOn = names.leadsOn(path);
    if (leadsOn && token == JsonToken.START_OBJECT) {
      object(json, path, written);
    } else if (leadsOn && token == JsonToken.VALUE_STRING && json.getText().startsWith("{")) {
      quoted(json.getText(), path);
    } else if (names.wants(path)) {
      found(path, token == JsonToken.VALUE_NULL ? null : trees.read(json));
    } else {
      json.skipChildren();
    }
  }

  private void found(String path, @Nullable Object value) {
    if (value == null) {
      found.remove(path);
    } else {
      found.put(path, value);
    }
  }

  /**
   * JSON within a string, as loggers write the bodies that they saw. One that is cut off is no more
   * than text: where it was cut depends on its length, which the client chooses.
   */
  private void quoted(String text, String path) {
    if (!whole(text)) {
      if (names.wants(path)) {
        found(path, text);
      }
      return;
    }
    try (JsonParser json = factory.createParser(text)) {
      json.nextToken();
      object(json, path, true);
    } catch (IOException e) {
      throw new UncheckedIOException("it was whole a moment ago", e);
    }
  }

  private boolean whole(String text) {
    try (JsonParser json = factory.createParser(text)) {
      json.nextToken();
      json.skipChildren();
      return json.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}
