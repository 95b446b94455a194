package io.stillwatch.cli.webhook;

import io.stillwatch.cli.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/** Whoever receives: one attempt at a time, and what came of it. */
final class Receiver {

  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(15);

  /** So that the consumer group hears of an attempt's end before it takes us for dead. */
  private static final int ADDRESSES_MAX = 8;

  /**
   * Answers that are about what was sent: the same will be answered again. All others may pass,
   * such as 401 and 403 of a receiver that has changed its key, or 404 while it is set up.
   */
  private static final Set<Integer> FINAL = Set.of(400, 413, 422);

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
  private final Names names;
  private final OneRequest request;

  /** Who knows the addresses of a host; asked once for each attempt. */
  interface Names {
    InetAddress[] of(String host) throws IOException;
  }

  Receiver(Target target, SigningKeys keys, InstantSource clock) {
    this(
        target,
        keys,
        clock,
        InetAddress::getAllByName,
        (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  Receiver(
      Target target, SigningKeys keys, InstantSource clock, Names names, SSLSocketFactory tls) {
    this.target = target;
    this.keys = keys;
    this.clock = clock;
    this.names = names;
    this.request = new OneRequest(target, tls, CONNECT_MAX, ANSWER_MAX);
  }

  /**
   * Connects to the very addresses that it has looked at: the name may have others a moment later.
   */
  Attempt send(Delivery delivery) {
    try {
      List<InetAddress> addresses = List.of(names.of(target.host()));
      String refusal = target.refusal(addresses);
      if (!refusal.isEmpty()) {
        return new Attempt(Outcome.AWAY, refusal);
      }
      return send(delivery, addresses);
    } catch (IOException e) {
      return new Attempt(Outcome.AWAY, Reason.of(e));
    }
  }

  /** The next address only where nothing was sent to the one before: an answer is an answer. */
  private Attempt send(Delivery delivery, List<InetAddress> addresses) throws IOException {
    byte[] body = delivery.bytes();
    String headers = headers(delivery, body);
    IOException failure = new ConnectException(target.host() + " has no address");
    for (InetAddress address : addresses.stream().limit(ADDRESSES_MAX).toList()) {
      try {
        return of(request.post(address, headers, body));
      } catch (OneRequest.Unsent e) {
        failure = e;
      }
    }
    throw failure;
  }

  private static Attempt of(int status) {
    if (status >= 200 && status < 300) {
      return new Attempt(Outcome.ACCEPTED, "");
    }
    return new Attempt(FINAL.contains(status) ? Outcome.REFUSED : Outcome.AWAY, "HTTP " + status);
  }

  /** The time is that of the attempt: receivers refuse what is signed long ago. */
  private String headers(Delivery delivery, byte[] body) {
    long seconds = clock.instant().getEpochSecond();
    return "content-type: application/json\r\nuser-agent: stillwatch-webhook\r\nwebhook-id: "
        + delivery.id()
        + "\r\nwebhook-timestamp: "
        + seconds
        + "\r\nwebhook-signature: "
        + keys.sign(delivery.id(), seconds, body)
        + "\r\nwebhook-key-ids: "
        + keys.ids()
        + "\r\n";
  }
}
