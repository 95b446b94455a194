package io.stillwatch.perf.engine;

import java.util.Collection;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.ReadOptions;

/**
 * Makes RocksDB's iterators stop at the end of their key, which Flink 2.3.0 does not (FLINK-40584):
 * without it, CEP's look into an empty map walks over the tombstones of all keys that follow.
 *
 * <p>The prefix is key group (1), a key of type Long (8) and the empty namespace (1).
 */
public final class BoundedIterators implements RocksDBOptionsFactory {

  private static final long serialVersionUID = 1L;
  private static final int PREFIX_BYTES = 10;

  @Override
  public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> toClose) {
    return current;
  }

  @Override
  public ColumnFamilyOptions createColumnOptions(
      ColumnFamilyOptions current, Collection<AutoCloseable> toClose) {
    return current.useFixedLengthPrefixExtractor(PREFIX_BYTES);
  }

  @Override
  public ReadOptions createReadOptions(ReadOptions current, Collection<AutoCloseable> toClose) {
    return current.setPrefixSameAsStart(true);
  }
}
