package io.stillwatch.cli.evaluate;

/** Everything that a picture of a run is drawn from. */
record Story(Exchanges exchanges, Truth truth, Pass pass, ActionBook actions) {}
