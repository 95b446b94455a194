package io.stillwatch.jobs;

import java.io.IOException;
import java.nio.file.Path;

/** Another engine works in a directory that this one was to have. */
public final class DirectoryInUseException extends IOException {

  private static final long serialVersionUID = 1L;

  DirectoryInUseException(Path directory) {
    super("another engine uses " + directory + "; stop it or choose another directory");
  }
}
