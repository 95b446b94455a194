package io.stillwatch.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.apache.kafka.common.KafkaException;

/** Says in a few words why something failed. */
public final class Reason {

  private Reason() {}

  public static String of(Throwable failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "no such file";
    }
    if (failure instanceof FileSystemException file && file.getReason() != null) {
      return oneLine(file.getReason());
    }
    String message = failure.getMessage();
    if (failure instanceof KafkaException
        && message != null
        && failure.getCause() instanceof KafkaException why
        && !message.contains(String.valueOf(why.getMessage()))) {
      return oneLine(message) + ": " + of(why);
    }
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : oneLine(message);
  }

  /** An error is one line, whatever it says inside. */
  public static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
