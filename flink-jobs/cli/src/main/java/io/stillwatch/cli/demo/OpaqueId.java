package io.stillwatch.cli.demo;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Ids as a provider hands them out: a prefix for the sort of thing and digits that say nothing. */
final class OpaqueId {

  private OpaqueId() {}

  static String of(String prefix, RandomGenerator random) {
    return prefix + "_" + hex(random);
  }

  static String hex(RandomGenerator random) {
    return HexFormat.of().toHexDigits(random.nextLong());
  }
}
