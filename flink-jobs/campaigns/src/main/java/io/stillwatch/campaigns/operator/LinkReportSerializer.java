package io.stillwatch.campaigns.operator;

import io.stillwatch.campaigns.LinkReport;
import io.stillwatch.patterns.operator.FlatSerializer;
import io.stillwatch.patterns.operator.LinkObservationSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a link reports, on its way to its tenant's desk. Travels between tasks of one version of the
 * job, is never stored.
 */
public final class LinkReportSerializer extends FlatSerializer<LinkReport> {

  public static final LinkReportSerializer INSTANCE = new LinkReportSerializer();

  private static final long serialVersionUID = 1L;

  private LinkReportSerializer() {}

  @Override
  public LinkReport createInstance() {
    throw new IllegalStateException("a report is never empty");
  }

  @Override
  public void serialize(LinkReport report, DataOutputView target) throws IOException {
    LinkObservationSerializer.INSTANCE.serialize(report.observation(), target);
    target.writeLong(report.accounts());
  }

  @Override
  public LinkReport deserialize(DataInputView source) throws IOException {
    return new LinkReport(
        LinkObservationSerializer.INSTANCE.deserialize(source), source.readLong());
  }

  @Override
  public TypeSerializerSnapshot<LinkReport> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Tells Flink which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<LinkReport> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
