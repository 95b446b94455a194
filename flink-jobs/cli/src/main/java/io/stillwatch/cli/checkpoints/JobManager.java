package io.stillwatch.cli.checkpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** What a JobManager says of its job. */
final class JobManager {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * The job at one moment.
   *
   * @param runs whether every task runs
   * @param over whether Flink has given it up: it tries no more, and has forgotten its checkpoints
   * @param goesOnFrom what it goes on from when it restarts, if from anything: the newest that it
   *     completed or was restored from
   */
  record Look(boolean runs, boolean over, Optional<String> goesOnFrom) {}

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI root;

  JobManager(URI root) {
    this.root = root;
  }

  /** Nothing while it does not answer, or has no job. */
  Optional<Look> look() throws InterruptedException {
    try {
      JsonNode jobs = get("/jobs/overview").path("jobs");
      if (jobs.isEmpty()) {
        return Optional.empty();
      }
      if (jobs.get(0).path("state").asText().equals("FAILED")) {
        return Optional.of(new Look(false, true, Optional.empty()));
      }
      String job = "/jobs/" + jobs.get(0).path("jid").asText();
      boolean runs = true;
      for (JsonNode vertex : get(job).path("vertices")) {
        runs &= vertex.path("status").asText().equals("RUNNING");
      }
      return Optional.of(
          new Look(runs, false, goesOnFrom(get(job + "/checkpoints").path("latest"))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * What was restored may long have been superseded, and is gone then; of a JobManager that has
   * just taken over it is all that is known.
   */
  private static Optional<String> goesOnFrom(JsonNode latest) {
    JsonNode completed = latest.path("completed");
    JsonNode restored = latest.path("restored");
    JsonNode newest =
        completed.path("id").asLong(-1) > restored.path("id").asLong(-1) ? completed : restored;
    JsonNode path = newest.path("external_path");
    return path.isTextual() && !path.asText().isEmpty()
        ? Optional.of(path.asText())
        : Optional.empty();
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(root.resolve(path)).timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(path + " is answered with " + response.statusCode());
    }
    return json.readTree(response.body());
  }
}
