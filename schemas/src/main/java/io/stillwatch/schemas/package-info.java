/**
 * The contracts between the parts: Avro records on topics, how they are written and read, and how
 * they may change.
 *
 * <p>In: records as Java objects, or bytes from a topic. Out: bytes in Avro's single-object
 * encoding, or records. The room knows Avro and nothing of ours: no topic, no broker, no rule about
 * what a good event is.
 *
 * <p>The hand-written classes are marked for null checks one by one and not here, because most
 * getters and setters of the generated records do take and give null and Avro's generator cannot
 * say so.
 */
package io.stillwatch.schemas;
