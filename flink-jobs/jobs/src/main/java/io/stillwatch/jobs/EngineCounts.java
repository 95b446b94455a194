package io.stillwatch.jobs;

/**
 * What an embedded engine has done since its tasks last started.
 *
 * @param accepted events that intake let in; of what is joined each part, once it is judged
 * @param rejected exchanges that intake refused, records that it refused as a whole, and parts that
 *     waited for nothing
 * @param signals scores above zero that were read from events
 * @param findings findings, shadow ones too
 * @param actions rows written to the control topic
 * @param restarts how often a task has had to start again since the engine was started
 */
public record EngineCounts(
    long accepted, long rejected, long signals, long findings, long actions, int restarts) {

  static final EngineCounts NONE = new EngineCounts(0, 0, 0, 0, 0, 0);
}
