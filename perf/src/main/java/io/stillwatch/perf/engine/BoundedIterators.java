package io.stillwatch.perf.engine;

import java.util.Collection;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.state.rocksdb.ConfigurableRocksDBOptionsFactory;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.ReadOptions;

/**
 * Makes RocksDB's iterators stop at the end of their key, which Flink 2.3.0 does not (FLINK-40584):
 * without it, CEP's look into an empty map walks over the tombstones of all keys that follow.
 *
 * <p>The prefix is key group (1), key, and the empty namespace (1).
 */
public final class BoundedIterators implements ConfigurableRocksDBOptionsFactory {

  private static final long serialVersionUID = 1L;

  /** How many bytes each key takes, all alike. */
  static final ConfigOption<Integer> KEY_BYTES =
      ConfigOptions.key("perf.key-bytes").intType().noDefaultValue();

  private int prefixBytes;

  @Override
  public RocksDBOptionsFactory configure(ReadableConfig configuration) {
    prefixBytes = 1 + configuration.get(KEY_BYTES) + 1;
    return this;
  }

  @Override
  public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> toClose) {
    return current;
  }

  @Override
  public ColumnFamilyOptions createColumnOptions(
      ColumnFamilyOptions current, Collection<AutoCloseable> toClose) {
    return current.useFixedLengthPrefixExtractor(prefixBytes);
  }

  @Override
  public ReadOptions createReadOptions(ReadOptions current, Collection<AutoCloseable> toClose) {
    return current.setPrefixSameAsStart(true);
  }
}
