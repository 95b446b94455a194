package io.stillwatch.cli.demo;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.InferenceEvent;
import java.io.IOException;

/** The engine as the demonstration needs it. */
interface DemoEngine extends AutoCloseable {

  /** Who hears of each record of the control topic, with the record's timestamp. */
  interface Listener {
    void action(EnforcementAction action, long recordTimeMs);
  }

  String bootstrapServers();

  /** From now on the listener hears; one listener, on a thread of the engine's. */
  void onAction(Listener listener);

  /** Hands an event over; waits only where the broker cannot keep up. */
  void publish(InferenceEvent event);

  Counts counts();

  /** What enforces the actions at the gateways. */
  Gate gate();

  @Override
  void close() throws IOException;
}
