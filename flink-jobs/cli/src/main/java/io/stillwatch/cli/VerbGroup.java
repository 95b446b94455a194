package io.stillwatch.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A verb that only has verbs under it: alone it is wrong use. */
public abstract class VerbGroup implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public final Integer call() {
    CommandSpec own = spec;
    if (own == null) {
      throw new IllegalStateException("not part of a command line");
    }
    CommandLine line = own.commandLine();
    throw new ParameterException(
        line, "a verb is missing: " + String.join(", ", line.getSubcommands().keySet()));
  }
}
