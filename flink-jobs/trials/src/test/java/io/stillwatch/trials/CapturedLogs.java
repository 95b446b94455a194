package io.stillwatch.trials;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** Everything that is logged meanwhile, ours down to the finest level. */
final class CapturedLogs implements AutoCloseable {

  private static final String OURS = "io.stillwatch";

  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
  private final AbstractAppender appender;

  private CapturedLogs() {
    appender =
        new AbstractAppender("captured", null, null, true, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            Throwable thrown = event.getThrown();
            lines.add(event.getMessage().getFormattedMessage() + (thrown == null ? "" : thrown));
          }
        };
  }

  static CapturedLogs start() {
    CapturedLogs logs = new CapturedLogs();
    logs.appender.start();
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    context.getConfiguration().getRootLogger().addAppender(logs.appender, Level.ALL, null);
    Configurator.setLevel(OURS, Level.TRACE);
    context.updateLoggers();
    return logs;
  }

  String text() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    context.getConfiguration().getRootLogger().removeAppender("captured");
    Configurator.setLevel(OURS, (Level) null);
    context.updateLoggers();
    appender.stop();
  }
}
