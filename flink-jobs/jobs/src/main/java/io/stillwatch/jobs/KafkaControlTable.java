package io.stillwatch.jobs;

import io.stillwatch.enforcement.operator.ControlTable;
import io.stillwatch.schemas.EnforcementAction;
import java.util.function.Consumer;

/** The control topic, as it stands when a task of the ledger begins. */
record KafkaControlTable(KafkaAccess kafka, Topics topics) implements ControlTable {

  @Override
  public void read(Consumer<EnforcementAction> row) {
    new ActionTopic(kafka, topics).read(row);
  }
}
