package io.stillwatch.intake;

import org.jspecify.annotations.Nullable;

/** Finds addresses in what proxies write: lists with commas, ports, brackets. */
final class NetworkAddress {
  private static final int CHARS_MAX = 4096;
  private static final int ADDRESS_CHARS_MAX = 45;

  private NetworkAddress() {}

  /** The last of the list that is not of a private network, or else the last; null for none. */
  static @Nullable String lastPublic(String list) {
    String text = list.length() <= CHARS_MAX ? list : list.substring(list.length() - CHARS_MAX);
    String last = null;
    int end = text.length();
    while (end >= 0) {
      int comma = text.lastIndexOf(',', end - 1);
      String one = bare(text.substring(comma + 1, end).strip());
      if (one != null) {
        if (!isPrivate(one)) {
          return one;
        }
        last = last == null ? one : last;
      }
      end = comma;
    }
    return last;
  }

  /** Without brackets and port; null for what is no address. */
  private static @Nullable String bare(String text) {
    String address = text;
    if (address.startsWith("[")) {
      int close = address.indexOf(']');
      address = close < 0 ? "" : address.substring(1, close);
    } else if (address.indexOf(':') >= 0 && address.indexOf(':') == address.lastIndexOf(':')) {
      address = address.substring(0, address.indexOf(':'));
    }
    if (address.isEmpty() || address.length() > ADDRESS_CHARS_MAX) {
      return null;
    }
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (Character.digit(c, 16) < 0 && c != '.' && c != ':') {
        return null;
      }
    }
    return address.indexOf('.') > 0 || address.indexOf(':') >= 0 ? address : null;
  }

  private static boolean isPrivate(String address) {
    if (address.startsWith("172.")) {
      int end = address.indexOf('.', 4);
      int second = end < 5 || end > 7 ? -1 : decimal(address, 4, end);
      return second >= 16 && second <= 31;
    }
    return address.startsWith("10.")
        || address.startsWith("192.168.")
        || address.startsWith("127.")
        || address.startsWith("169.254.")
        || address.equals("::1")
        || address.startsWith("fc")
        || address.startsWith("fd")
        || address.startsWith("fe80");
  }

  private static int decimal(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = 10 * value + Math.max(0, Character.digit(text.charAt(i), 10));
    }
    return value;
  }
}
