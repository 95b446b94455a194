package io.stillwatch.perf.engine;

import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.profiles.Look;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

/**
 * Flink SQL: a MATCH_RECOGNIZE for each pattern over the rows and columns that it asks for, all in
 * one query, so that they share the source.
 */
final class SqlStage {

  /** What a row of one BIGINT takes in RocksDB: its length, its header, its value. */
  static final int KEY_BYTES = 4 + 8 + 8;

  private SqlStage() {}

  /**
   * @param looks with their event time
   */
  static void lay(StreamExecutionEnvironment env, DataStream<Look> looks, Workload workload) {
    Schema.Builder schema = Schema.newBuilder().column("account", "BIGINT");
    for (Column column : Column.ALL) {
      schema.column(column.label(), column.real() ? "DOUBLE" : "BIGINT");
    }
    schema
        .columnByMetadata("occurred", DataTypes.TIMESTAMP_LTZ(3), "rowtime")
        .watermark("occurred", "SOURCE_WATERMARK()");
    StreamTableEnvironment sql = StreamTableEnvironment.create(env);
    sql.createTemporaryView("looks", looks.map(SqlStage::row).returns(rowType()), schema.build());
    String query =
        new BenchBook(workload)
            .patterns().stream().map(SqlStage::query).collect(Collectors.joining(" UNION ALL "));
    sql.toDataStream(sql.sqlQuery(query)).filter(SqlStage::tally).sinkTo(new DiscardingSink<>());
  }

  private static String query(PatternSpec pattern) {
    Sequence sequence = (Sequence) pattern.form();
    RowSequence rows = new RowSequence(sequence, "");
    String looks =
        "(SELECT account, occurred, "
            + String.join(", ", rows.columns())
            + " FROM looks"
            + (rows.filter().isEmpty() ? "" : " WHERE " + rows.filter())
            + ')';
    return """
        SELECT '%s' AS pattern_id FROM %s MATCH_RECOGNIZE (
          PARTITION BY account
          ORDER BY occurred
          MEASURES %s.occurred AS began
          ONE ROW PER MATCH
          AFTER MATCH SKIP PAST LAST ROW
          PATTERN (%s) WITHIN INTERVAL '%d' MINUTE
          DEFINE %s)
        """
        .formatted(
            pattern.id(),
            looks,
            rows.first(),
            rows.pattern(),
            sequence.within().toMinutes(),
            rows.definitions());
  }

  private static TypeInformation<Row> rowType() {
    List<String> names = new ArrayList<>(List.of("account"));
    List<TypeInformation<?>> types = new ArrayList<>(List.of(Types.LONG));
    for (Column column : Column.ALL) {
      names.add(column.label());
      types.add(column.real() ? Types.DOUBLE : Types.LONG);
    }
    return Types.ROW_NAMED(names.toArray(String[]::new), types.toArray(TypeInformation[]::new));
  }

  private static Row row(Look look) {
    Row row = new Row(1 + Column.ALL.size());
    row.setField(0, Stages.number(look));
    for (int i = 0; i < Column.ALL.size(); i++) {
      Column column = Column.ALL.get(i);
      row.setField(1 + i, column.real() ? (Object) column.score(look) : (Object) column.bits(look));
    }
    return row;
  }

  private static boolean tally(Row match) {
    Tallies.matched((String) match.getField(0));
    return false;
  }
}
