package io.stillwatch.cli.webhook;

import io.stillwatch.schemas.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * One request to the receiver: items as they stand on the topics, each a line of JSON. Its id comes
 * from its bytes, so that a receiver can tell a repetition.
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
          .append("\",\"")
          .append(item.type())
          .append("\":")
          .append(item.json())
          .append('}');
    }
    String body = text.append("]}").toString();
    return new Delivery("sw_" + HexFormat.of().formatHex(Sha256.of(body), 0, 16), body);
  }

  byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
