/**
 * Settings as texts under names, and those that say of a source how it is read: they have one form
 * wherever records are read.
 */
@NullMarked
package io.stillwatch.intake.settings;

import org.jspecify.annotations.NullMarked;
