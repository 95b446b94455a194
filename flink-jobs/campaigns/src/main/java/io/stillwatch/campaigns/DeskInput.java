package io.stillwatch.campaigns;

/** What a tenant's desk is told. */
public sealed interface DeskInput permits LinkReport, HandOver {

  String tenant();

  /** Tells it. */
  void to(Desk desk, DeskOut out);
}
