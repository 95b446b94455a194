package io.stillwatch.sidecar;

import io.stillwatch.intake.Format;
import io.stillwatch.intake.Source;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where records come from.
 *
 * @param log the log that is followed; null for what is sent here
 */
record SidecarSource(Source source, Content content, @Nullable Path log) {

  /** The source of what is sent here. */
  static final String OTLP = "otlp";

  String name() {
    return source.name();
  }

  /** The same, in another format. */
  Source as(Format format) {
    return new Source(source.name(), format, source.identity(), source.content());
  }
}
