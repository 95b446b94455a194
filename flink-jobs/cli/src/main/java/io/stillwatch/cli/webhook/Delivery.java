package io.stillwatch.cli.webhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * One request to the receiver: items as they stand on the topics, each a line of JSON.
 *
 * <p>Ids come from bytes, so that a receiver can tell a repetition: that of the request while the
 * same items are tried again together, and that of an item for ever. After a restart or another
 * member's end items come in other company.
 */
record Delivery(String id, String body) {

  /**
   * An item of a delivery.
   *
   * @param type {@code finding} or {@code alarm}
   * @param json the record, as the command writes it
   */
  record Item(String type, String json) {}

  static Delivery of(List<Item> items) {
    StringBuilder text = new StringBuilder("{\"items\":[");
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      text.append(i == 0 ? "" : ",")
          .append("{\"type\":\"")
          .append(item.type())
          .append("\",\"id\":\"")
          .append(id(item.json()))
          .append("\",\"")
          .append(item.type())
          .append("\":")
          .append(item.json())
          .append('}');
    }
    String body = text.append("]}").toString();
    return new Delivery(id(body), body);
  }

  private static String id(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sw_" + HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
