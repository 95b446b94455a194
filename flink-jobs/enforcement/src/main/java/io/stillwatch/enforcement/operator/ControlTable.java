package io.stillwatch.enforcement.operator;

import io.stillwatch.schemas.EnforcementAction;
import java.io.Serializable;
import java.util.function.Consumer;

/** What stands on the control topic when a task begins. */
public interface ControlTable extends Serializable {

  /** Tells every row, in any order and possibly older revisions too. */
  void read(Consumer<EnforcementAction> row) throws Exception;
}
