package io.stillwatch.campaigns;

import java.io.Serializable;
import java.util.Map;

/** Makes the desk of a tenant, anew or from what it handed out before. */
@FunctionalInterface
public interface DeskFactory extends Serializable {

  /**
   * The tenant's desk.
   *
   * @param stored all entries that are left of those it handed out, in the order of their keys;
   *     none for a tenant that is new
   */
  Desk create(String tenant, Iterable<Map.Entry<String, byte[]>> stored);
}
