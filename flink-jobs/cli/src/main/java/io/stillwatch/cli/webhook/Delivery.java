package io.stillwatch.cli.webhook;

import io.stillwatch.schemas.Sha256;
import java.nio.charset.StandardCharsets;
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
    return "sw_" + HexFormat.of().formatHex(Sha256.of(text), 0, 16);
  }

  byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
