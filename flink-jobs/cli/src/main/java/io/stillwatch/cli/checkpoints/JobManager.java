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
   * @param restoredFrom what it was begun from the last time, if from anything
   */
  record Look(boolean runs, Optional<String> restoredFrom) {}

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
      String job = "/jobs/" + jobs.get(0).path("jid").asText();
      boolean runs = true;
      for (JsonNode vertex : get(job).path("vertices")) {
        runs &= vertex.path("status").asText().equals("RUNNING");
      }
      String restored = get(job + "/checkpoints").at("/latest/restored/external_path").asText("");
      return Optional.of(
          new Look(
              runs,
              restored.isEmpty() || restored.equals("null")
                  ? Optional.empty()
                  : Optional.of(restored)));
    } catch (IOException e) {
      return Optional.empty();
    }
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
