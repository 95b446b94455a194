package io.stillwatch.patterns;

/** What earlier steps left behind, by the index of a condition's {@link Condition#captures()}. */
public interface Earlier {

  /** For conditions that ask for nothing of earlier looks. */
  Earlier NOTHING =
      new Earlier() {
        @Override
        public boolean has(int capture) {
          return false;
        }

        @Override
        public long bits(int capture) {
          throw new IllegalStateException("nothing was captured");
        }
      };

  /** Whether the step took a look, and that look had the field. */
  boolean has(int capture);

  /** See {@link Field#bits}. */
  long bits(int capture);
}
