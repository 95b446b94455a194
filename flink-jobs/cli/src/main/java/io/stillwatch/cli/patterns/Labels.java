package io.stillwatch.cli.patterns;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.WrongUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who was attacking and who was not, by account.
 *
 * <p>Read is one JSON object as {@code evaluate} takes it: {@code {"accounts": {"<account_id>":
 * {"label": "attack" or "benign", ...}}}}. Everything else in it is passed over.
 *
 * @param attacking whether an account attacks, for those that have a label
 */
record Labels(Map<String, Boolean> attacking) {

  static final String FORM =
      "{\"accounts\": {\"<account_id>\": {\"label\": \"attack\" or \"benign\"}}}";

  Labels {
    attacking = Map.copyOf(attacking);
  }

  Set<String> attackers() {
    Set<String> attackers = new HashSet<>(attacking.keySet());
    attackers.removeIf(account -> !Boolean.TRUE.equals(attacking.get(account)));
    return attackers;
  }

  static Labels read(Path file) {
    Map<String, Boolean> attacking = new HashMap<>();
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      require(json.nextToken() == JsonToken.START_OBJECT, file);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean accounts = "accounts".equals(json.currentName());
        require(!accounts || json.nextToken() == JsonToken.START_OBJECT, file);
        if (accounts) {
          readAccounts(json, attacking);
        } else {
          json.nextToken();
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new WrongUse("cannot read the labels in " + file + ": " + Reason.of(e), e);
    }
    require(!attacking.isEmpty(), file);
    return new Labels(attacking);
  }

  private static void readAccounts(JsonParser json, Map<String, Boolean> attacking)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String account = json.currentName();
      if (json.nextToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        continue;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean label = "label".equals(json.currentName());
        JsonToken value = json.nextToken();
        if (label && value == JsonToken.VALUE_STRING) {
          switch (json.getText()) {
            case "attack" -> attacking.put(account, true);
            case "benign" -> attacking.put(account, false);
            default -> {}
          }
        } else {
          json.skipChildren();
        }
      }
    }
  }

  private static void require(boolean right, Path file) {
    if (!right) {
      throw new WrongUse(file + " holds no labels; they are read as " + FORM);
    }
  }
}
