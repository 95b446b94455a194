package io.stillwatch.jobs;

import java.util.Collection;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;

/**
 * Lets more small files gather before RocksDB merges them into the large ones.
 *
 * <p>Every checkpoint makes a small file of whatever has changed since the last, each few seconds.
 * At the usual four, a merge rewrites all that is stored for a few percent that are new, which took
 * more processor time than any room of the job but the judging. Reading asks more files meanwhile,
 * but their filters say which has nothing.
 */
public final class PatientCompaction implements RocksDBOptionsFactory {

  private static final long serialVersionUID = 1L;

  private static final int SMALL_FILES = 10;

  // Writers are held up only where merging falls far behind.
  private static final int SMALL_FILES_SLOW = 3 * SMALL_FILES;
  private static final int SMALL_FILES_STOP = 5 * SMALL_FILES;

  @Override
  public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> toClose) {
    return current;
  }

  @Override
  public ColumnFamilyOptions createColumnOptions(
      ColumnFamilyOptions current, Collection<AutoCloseable> toClose) {
    return current
        .setLevel0FileNumCompactionTrigger(SMALL_FILES)
        .setLevel0SlowdownWritesTrigger(SMALL_FILES_SLOW)
        .setLevel0StopWritesTrigger(SMALL_FILES_STOP);
  }
}
