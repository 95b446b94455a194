package io.stillwatch.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stillwatch.intake.ConfluentSchemas;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a Confluent-compatible registry for schemas: {@code GET base/schemas/ids/id}.
 *
 * <p>A schema under an id never changes, so what was found is kept. An id that the registry does
 * not know stays unknown for {@link JobsLimits#REGISTRY_UNKNOWN_FOR}. Anybody can send any id: at
 * most {@link JobsLimits#REGISTRY_CALLS_PER_SECOND} new ids are asked for in a second, the others
 * are unknown for the moment.
 *
 * <p>A registry that does not answer is not the event's fault: after a second try the lookup
 * throws, the job restarts and meets the event again. Thread-confined.
 */
public final class HttpConfluentSchemas implements ConfluentSchemas {

  private static final Logger LOG = LoggerFactory.getLogger(HttpConfluentSchemas.class);
  private static final long SECOND_NS = Duration.ofSeconds(1).toNanos();
  private static final int TRIES = 2;

  private final URI base;
  private final @Nullable Secret authorization;
  private final LongSupplier nanoTime;
  private final Duration timeout;
  private final HttpClient http;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<Integer, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);

  private long secondStartedAt;
  private int callsInSecond;

  /** What the registry said of an id; null is that it has no usable schema under it. */
  private record Answer(@Nullable Schema schema, long at) {}

  HttpConfluentSchemas(
      URI base, @Nullable Secret authorization, Duration timeout, LongSupplier nanoTime) {
    this.base = base;
    this.authorization = authorization;
    this.timeout = timeout;
    this.nanoTime = nanoTime;
    this.secondStartedAt = nanoTime.getAsLong();
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER) // would take the authorization elsewhere
            .build();
  }

  /** Travels with an operator; without an address there is no registry. */
  public record Factory(@Nullable URI base, @Nullable Secret authorization)
      implements Serializable {

    public ConfluentSchemas open() {
      return base == null
          ? ConfluentSchemas.NONE
          : new HttpConfluentSchemas(
              base, authorization, JobsLimits.SCHEMA_LOOKUP_TIMEOUT, System::nanoTime);
    }
  }

  @Override
  public @Nullable Schema find(int id) {
    Answer known = answers.get(id);
    if (known != null && (known.schema() != null || stillUnknown(known))) {
      return known.schema();
    }
    if (!mayCall()) {
      return null;
    }
    Schema schema = ask(id);
    answers.put(id, new Answer(schema, nanoTime.getAsLong()));
    if (answers.size() > JobsLimits.REGISTRY_IDS_MAX) {
      answers.remove(answers.keySet().iterator().next());
    }
    return schema;
  }

  private boolean stillUnknown(Answer answer) {
    return nanoTime.getAsLong() - answer.at() < JobsLimits.REGISTRY_UNKNOWN_FOR.toNanos();
  }

  private boolean mayCall() {
    long now = nanoTime.getAsLong();
    if (now - secondStartedAt >= SECOND_NS) {
      secondStartedAt = now;
      callsInSecond = 0;
    }
    return callsInSecond++ < JobsLimits.REGISTRY_CALLS_PER_SECOND;
  }

  private @Nullable Schema ask(int id) {
    IOException failure = null;
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      try {
        return read(id, get(id));
      } catch (IOException e) {
        failure = e;
      }
    }
    throw new IllegalStateException(
        "schema registry " + base + " could not be asked for schema " + id + ": " + failure,
        failure);
  }

  private HttpResponse<byte[]> get(int id) throws IOException {
    String path = base.toString();
    URI uri =
        URI.create(
            (path.endsWith("/") ? path : path + "/")
                + "schemas/ids/"
                + Integer.toUnsignedString(id));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
    if (authorization != null) {
      request.header("Authorization", authorization.value());
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(
            request.build(), info -> new BoundedBody(JobsLimits.REGISTRY_ANSWER_BYTES_MAX));
    try {
      // The request's own timeout ends with the headers; this one holds for the whole answer.
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + timeout, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HttpTimeoutException timedOut) {
        throw new IOException("no answer within " + timeout, timedOut);
      }
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the schema registry", e);
    } finally {
      answer.cancel(true);
    }
  }

  private @Nullable Schema read(int id, HttpResponse<byte[]> response) throws IOException {
    if (response.statusCode() == 404) {
      return null;
    }
    if (response.statusCode() != 200) {
      throw new IOException("status " + response.statusCode());
    }
    try {
      JsonNode answer = json.readTree(response.body());
      String type = answer.path("schemaType").asText("AVRO");
      String schema = answer.path("schema").asText("");
      if (!type.equals("AVRO") || !answer.path("references").isEmpty()) {
        LOG.warn("schema {} of {} is not Avro whole in itself, and is not used", id, base);
        return null;
      }
      if (schema.length() > JobsLimits.SCHEMA_CHARS_MAX) {
        LOG.warn("schema {} of {} is longer than any that is read", id, base);
        return null;
      }
      return new Schema.Parser().parse(schema);
    } catch (JsonProcessingException | AvroRuntimeException e) {
      LOG.warn("schema {} of {} cannot be read: {}", id, base, e.toString());
      return null;
    }
  }
}
