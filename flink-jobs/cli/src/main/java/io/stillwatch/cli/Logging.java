package io.stillwatch.cli;

import java.nio.file.Path;

/**
 * Where the libraries' log lines go: nowhere, to standard error, or to a file. Must be said before
 * the first logger exists; that is why it only sets properties, which the two log4j files read.
 */
final class Logging {

  private static final String CONFIGURATION = "log4j2.configurationFile";
  private static final String LEVEL = "stillwatch.log.level";
  private static final String LIBRARIES_LEVEL = "stillwatch.log.libraries";
  private static final String FILE = "stillwatch.log.file";

  private Logging() {}

  static void silent() {
    toStandardError("OFF", "OFF");
  }

  /** Our own lines at one level, those of Flink and Kafka at another. */
  static void toStandardError(String level, String libraries) {
    System.setProperty(CONFIGURATION, "classpath:io/stillwatch/cli/log-to-stderr.xml");
    System.setProperty(LEVEL, level);
    System.setProperty(LIBRARIES_LEVEL, libraries);
  }

  static void toFile(Path file) {
    System.setProperty(CONFIGURATION, "classpath:io/stillwatch/cli/log-to-file.xml");
    System.setProperty(FILE, file.toAbsolutePath().toString());
    System.setProperty(LEVEL, "INFO");
    System.setProperty(LIBRARIES_LEVEL, "WARN");
  }
}
