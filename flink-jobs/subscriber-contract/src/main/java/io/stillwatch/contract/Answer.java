package io.stillwatch.contract;

/**
 * What is in force for one request.
 *
 * @param rung the highest rung that holds: NONE, THROTTLE, DEGRADE or SUSPEND
 * @param reference the public reference of the action that puts the rung in force; empty for NONE
 * @param observe whether an OBSERVE action is in force
 * @param challenge whether a CHALLENGE action is in force
 * @param watermark whether a WATERMARK action is in force
 */
public record Answer(
    String rung, String reference, boolean observe, boolean challenge, boolean watermark) {

  /** Nothing is in force. */
  public static final Answer NOTHING = new Answer("NONE", "", false, false, false);
}
