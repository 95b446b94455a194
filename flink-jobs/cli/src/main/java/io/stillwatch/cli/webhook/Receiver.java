package io.stillwatch.cli.webhook;

import io.stillwatch.cli.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;

/** Whoever receives: one attempt at a time, and what came of it. */
final class Receiver {

  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(15);
  private static final int BAD_REQUEST = 400;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  /** What came of an attempt. */
  enum Outcome {
    ACCEPTED,
    /** It will not take this, however often it is sent. */
    REFUSED,
    /** It may take it later. */
    AWAY
  }

  /**
   * An attempt.
   *
   * @param why what the receiver said, empty where it took it
   */
  record Attempt(Outcome outcome, String why) {}

  private final Target target;
  private final SigningKeys keys;
  private final InstantSource clock;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_MAX)
          .build();

  Receiver(Target target, SigningKeys keys, InstantSource clock) {
    this.target = target;
    this.keys = keys;
    this.clock = clock;
  }

  Attempt send(Delivery delivery) throws InterruptedException {
    try {
      String refusal = target.refusal();
      if (!refusal.isEmpty()) {
        return new Attempt(Outcome.AWAY, refusal);
      }
      // The answer's body is of no interest, and may have no end.
      HttpResponse<InputStream> answer =
          client.send(request(delivery), HttpResponse.BodyHandlers.ofInputStream());
      answer.body().close();
      return of(answer.statusCode());
    } catch (IOException e) {
      return new Attempt(Outcome.AWAY, Reason.of(e));
    }
  }

  private static Attempt of(int status) {
    if (status >= 200 && status < 300) {
      return new Attempt(Outcome.ACCEPTED, "");
    }
    boolean refused =
        status >= BAD_REQUEST
            && status < SERVER_ERROR
            && status != REQUEST_TIMEOUT
            && status != TOO_MANY_REQUESTS;
    return new Attempt(refused ? Outcome.REFUSED : Outcome.AWAY, "HTTP " + status);
  }

  /** The time is that of the attempt: receivers refuse what is signed long ago. */
  private HttpRequest request(Delivery delivery) {
    long seconds = clock.instant().getEpochSecond();
    byte[] body = delivery.bytes();
    return HttpRequest.newBuilder(target.url())
        .timeout(ANSWER_MAX)
        .header("content-type", "application/json")
        .header("user-agent", "stillwatch-webhook")
        .header("webhook-id", delivery.id())
        .header("webhook-timestamp", String.valueOf(seconds))
        .header("webhook-signature", keys.sign(delivery.id(), seconds, body))
        .header("webhook-key-ids", keys.ids())
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }
}
