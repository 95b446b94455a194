package io.stillwatch.campaigns;

import io.stillwatch.patterns.PatternBook;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the links of one tenant come together.
 *
 * <p>A desk lives on the heap; what it has to remember it hands out as entries after each report,
 * and {@link DeskFactory} makes it again from them. Not thread safe.
 */
public interface Desk {

  /** What is judged from now on; what is known stays. Until it is told of a book it only learns. */
  default void use(PatternBook book) {}

  /** A link has told of an account. */
  void see(LinkReport report, DeskOut out);

  /** Work went from one account to another. */
  void see(HandOver handOver, DeskOut out);

  /**
   * Hands out the entries that have changed since the last time, each once; a value that is null
   * takes the entry away.
   */
  void drainChanged(BiConsumer<String, byte @Nullable []> changed);
}
