package io.stillwatch.trials;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** What a cluster's JobManager says of the cluster and its one job. */
final class ClusterRest {

  /** The newest attempt at one task. */
  record Task(String vertex, int subtask, int attempt, String status, String taskManager) {}

  /** The newest attempts at all tasks of the job. */
  record Tasks(List<Task> all) {

    boolean run() {
      return !all.isEmpty() && all.stream().allMatch(task -> task.status.equals("RUNNING"));
    }

    Set<String> taskManagers() {
      return all.stream().map(Task::taskManager).collect(Collectors.toSet());
    }

    /** One number, unless the job is just being restarted. */
    Set<Integer> attempts() {
      return all.stream().map(Task::attempt).collect(Collectors.toSet());
    }

    /** The greatest, which counts the restarts of the job. */
    int attempt() {
      return Collections.max(attempts());
    }

    long on(String taskManager) {
      return all.stream().filter(task -> task.taskManager.equals(taskManager)).count();
    }
  }

  private static final int RETRIES = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final ObjectMapper json = new ObjectMapper();
  private final String root;

  ClusterRest(int port) {
    this.root = "http://127.0.0.1:" + port;
  }

  /** Slots without a task; none while the JobManager does not answer yet. */
  int freeSlots() throws InterruptedException {
    try {
      return get("/overview").path("slots-available").asInt();
    } catch (IOException e) {
      return 0;
    }
  }

  /** The cluster's one job. */
  String job() throws IOException, InterruptedException {
    JsonNode jobs = get("/jobs").path("jobs");
    if (jobs.size() != 1) {
      throw new AssertionError("there is not one job: " + jobs);
    }
    return jobs.get(0).path("id").asText();
  }

  Tasks tasks(String job) throws IOException, InterruptedException {
    List<Task> tasks = new ArrayList<>();
    for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
      String id = vertex.path("id").asText();
      for (JsonNode task : get("/jobs/" + job + "/vertices/" + id).path("subtasks")) {
        tasks.add(
            new Task(
                vertex.path("name").asText(),
                task.path("subtask").asInt(),
                task.path("attempt").asInt(),
                task.path("status").asText(),
                task.path("taskmanager-id").asText()));
      }
    }
    return new Tasks(tasks);
  }

  long completedCheckpoints(String job) throws IOException, InterruptedException {
    return get("/jobs/" + job + "/checkpoints").path("counts").path("completed").asLong();
  }

  /** The checkpoint that the job last went on from, if it ever did. */
  OptionalLong restoredCheckpoint(String job) throws IOException, InterruptedException {
    JsonNode restored = get("/jobs/" + job + "/checkpoints").path("latest").path("restored");
    return restored.path("id").isNumber()
        ? OptionalLong.of(restored.path("id").asLong())
        : OptionalLong.empty();
  }

  /** The version that the job says it is. */
  String version(String job) throws IOException, InterruptedException {
    return get("/jobs/" + job + "/config")
        .at("/execution-config/user-config/stillwatch.version")
        .asText();
  }

  /** How often the job began anew. */
  long restarts(String job) throws IOException, InterruptedException {
    JsonNode metrics = get("/jobs/" + job + "/metrics?get=numRestarts");
    return metrics.path(0).path("value").asLong();
  }

  /** Ends the job with a savepoint; where that is. */
  String stopWithSavepoint(String job, String directory) throws Exception {
    HttpRequest stop =
        HttpRequest.newBuilder(URI.create(root + "/jobs/" + job + "/stop"))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"targetDirectory\":\"" + directory + "\",\"drain\":false}"))
            .build();
    HttpResponse<String> response = http.send(stop, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 202) {
      throw new IOException("the job was not stopped: " + response.body());
    }
    String request = json.readTree(response.body()).path("request-id").asText();
    for (int attempt = 0; attempt < 600; attempt++) {
      JsonNode answer = get("/jobs/" + job + "/savepoints/" + request);
      if (answer.at("/status/id").asText().equals("COMPLETED")) {
        String location = answer.at("/operation/location").asText();
        if (location.isEmpty()) {
          throw new IOException("there is no savepoint: " + answer);
        }
        return location;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no savepoint within a minute");
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(root + path)).timeout(PATIENCE).build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    // A JobManager that has just begun cannot tell of every task yet, and calls that its own error.
    for (int again = 0; response.statusCode() >= 500 && again < RETRIES; again++) {
      Thread.sleep(250);
      response = http.send(request, HttpResponse.BodyHandlers.ofString());
    }
    if (response.statusCode() != 200) {
      throw new IOException(
          path + " is answered with " + response.statusCode() + ": " + response.body());
    }
    return json.readTree(response.body());
  }
}
