/**
 * What every subscriber of the control topic has to do, as cases that can be run against any: ours,
 * another on the JVM, one in another language.
 *
 * <p>In: a {@link io.stillwatch.contract.SubscriberUnderTest}. Out: which laws it breaks. Must not
 * know: our own subscriber.
 */
@NullMarked
package io.stillwatch.contract;

import org.jspecify.annotations.NullMarked;
