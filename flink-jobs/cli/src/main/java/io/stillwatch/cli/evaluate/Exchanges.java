package io.stillwatch.cli.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All exchanges of a stream in the order of the log: who and when, in columns, so that weeks of
 * traffic fit in memory and can be walked more than once.
 */
final class Exchanges {

  /** In a column of ids: there is none. */
  static final int NONE = -1;

  private static final int FIRST_CAPACITY = 1 << 12;

  private final Names accounts = new Names();
  private final Names apiKeys = new Names();
  private final Names organizations = new Names();
  private int[] account = new int[FIRST_CAPACITY];
  private int[] apiKey = new int[FIRST_CAPACITY];
  private int[] organization = new int[FIRST_CAPACITY];
  private long[] atMs = new long[FIRST_CAPACITY];
  private int size;

  /** Ids by number, in the order of their first appearance. */
  static final class Names {

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    int number(@Nullable String name) {
      if (name == null) {
        return NONE;
      }
      Integer known = numbers.get(name);
      if (known != null) {
        return known;
      }
      numbers.put(name, names.size());
      names.add(name);
      return names.size() - 1;
    }

    String name(int number) {
      return names.get(number);
    }

    int size() {
      return names.size();
    }
  }

  /** Takes one more; returns whether its account is seen for the first time. */
  boolean add(ExchangeReader.Exchange exchange) {
    if (size == atMs.length) {
      grow();
    }
    int known = accounts.size();
    account[size] = accounts.number(exchange.accountId());
    apiKey[size] = apiKeys.number(exchange.apiKeyId());
    organization[size] = organizations.number(exchange.organizationId());
    atMs[size] = exchange.atMs();
    size++;
    return accounts.size() > known;
  }

  private void grow() {
    int capacity = size * 2;
    account = Arrays.copyOf(account, capacity);
    apiKey = Arrays.copyOf(apiKey, capacity);
    organization = Arrays.copyOf(organization, capacity);
    atMs = Arrays.copyOf(atMs, capacity);
  }

  int size() {
    return size;
  }

  int account(int exchange) {
    return account[exchange];
  }

  /** {@link #NONE} where the event named none. */
  int apiKey(int exchange) {
    return apiKey[exchange];
  }

  /** {@link #NONE} where the event named none. */
  int organization(int exchange) {
    return organization[exchange];
  }

  long atMs(int exchange) {
    return atMs[exchange];
  }

  Names accounts() {
    return accounts;
  }

  Names apiKeys() {
    return apiKeys;
  }

  Names organizations() {
    return organizations;
  }
}
