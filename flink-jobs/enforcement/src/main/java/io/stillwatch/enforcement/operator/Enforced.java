package io.stillwatch.enforcement.operator;

import io.stillwatch.schemas.Finding;
import java.io.Serializable;
import java.util.function.Predicate;

/**
 * Which patterns act, for whoever decides about what one of them found earlier. It is asked only
 * when a human lets go what was held back, and then tells at least all that was said before that.
 */
public interface Enforced extends Serializable {

  /** Whether the pattern that found something may still act on it. */
  Predicate<Finding> now() throws Exception;
}
