package io.stillwatch.cli.webhook;

import io.stillwatch.cli.BrokerAddress;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Listed;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.StopRequest;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.sidecar.CountsHttp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stillwatch serve-webhook}: findings and alarms to a receiver over HTTP. */
@Command(
    name = "serve-webhook",
    description = {
      "Brings findings and alarms to a receiver over HTTPS, signed, until Ctrl-C.",
      "At least once, from where it stopped; several of one name share the work. A receiver that is"
          + " away delays nothing but itself. Settings of --config: webhook.url, webhook.keys (a file"
          + " of lines 'NAME HEX'), webhook.findings (acting, all, none), webhook.alarms,"
          + " webhook.give.up.minutes, webhook.allow.http, webhook.allow.private, metrics.listen (where"
          + " Prometheus finds /metrics, such as 127.0.0.1:9467; none unless it is set), alive.file (written"
          + " every few seconds, for a probe), name, topics.prefix, kafka.*"
    },
    sortOptions = false)
public final class ServeWebhookCommand implements Callable<Integer> {

  private static final long FIRST_PAUSE_MS = 1_000;

  private final Console console;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      required = true,
      description = "Kafka brokers, several with commas between.")
  private String bootstrapServers = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "A properties file: webhook.url, webhook.keys and others, kafka.* among them.")
  private Path config = Path.of("");

  public ServeWebhookCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    WebhookSettings settings = WebhookSettings.load(bootstrapServers, config);
    requireAllowed(settings.target());
    BrokerAddress.requireReachable(bootstrapServers);
    try (StopRequest stop = StopRequest.onSignals();
        Metrics metrics = Metrics.start(settings.metrics()); // before minutes without Kafka
        Webhook webhook =
            new Webhook(settings, InstantSource.system(), FIRST_PAUSE_MS, console::err)) {
      metrics.of(webhook);
      console.err(settings + metrics.words() + "; Ctrl-C ends it");
      webhook.run(stop::asked);
      console.err("stopping; " + Listed.counts(new TreeMap<>(webhook.counts())));
    } catch (KafkaException e) {
      throw new WrongUse(
          "Kafka refused: "
              + Reason.of(e)
              + "; check the brokers, rights, kafka.* settings, and 'stillwatch topics create'",
          e);
    }
    return ExitCode.DONE;
  }

  /** Where its counts are told, if anywhere. */
  private record Metrics(@Nullable CountsHttp http, AtomicReference<@Nullable Webhook> webhook)
      implements AutoCloseable {

    static Metrics start(@Nullable InetSocketAddress listen) {
      AtomicReference<@Nullable Webhook> webhook = new AtomicReference<>();
      try {
        return new Metrics(
            listen == null ? null : CountsHttp.start(listen, () -> counts(webhook.get()), List::of),
            webhook);
      } catch (IOException e) {
        throw new WrongUse(Reason.of(e), e);
      }
    }

    private static String counts(@Nullable Webhook webhook) {
      return webhook == null ? "" : webhook.metrics();
    }

    void of(Webhook started) {
      webhook.set(started);
    }

    String words() {
      return http == null ? "" : "; /metrics on " + http.port();
    }

    @Override
    public void close() {
      if (http != null) {
        http.close();
      }
    }
  }

  /** What may never be sent is said at the start; a name that is not known now may be later. */
  private static void requireAllowed(Target target) {
    try {
      String refusal = target.refusal();
      if (!refusal.isEmpty()) {
        throw new WrongUse(refusal);
      }
    } catch (UnknownHostException e) {
      return;
    }
  }
}
