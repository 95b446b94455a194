package io.stillwatch.patterns;

import io.stillwatch.profiles.Look;
import java.io.Serializable;

/** A condition on one look alone. */
@FunctionalInterface
public interface LookPredicate extends Serializable {
  boolean test(Look look);
}
