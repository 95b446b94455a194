package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which checkpoints are sound, and when the guard steps down. What Flink and the operator make of
 * it is the cluster drill's.
 */
@Timeout(300)
class CheckpointsTest {

  @TempDir Path dir;

  private HttpServer server;
  private final BlockingQueue<String> patches = new LinkedBlockingQueue<>();
  private final AtomicInteger looks = new AtomicInteger();
  private volatile String state = "RUNNING";
  private volatile String status = "RUNNING";
  private volatile String restoredFrom = "";
  private volatile String completed = "";

  @BeforeEach
  void startJobManagerAndKubernetes() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/jobs/overview",
        exchange -> {
          looks.incrementAndGet();
          answer(exchange, "{\"jobs\":[{\"jid\":\"a\",\"state\":\"" + state + "\"}]}");
        });
    server.createContext(
        "/jobs/a",
        exchange -> answer(exchange, "{\"vertices\":[{\"status\":\"" + status + "\"}]}"));
    server.createContext(
        "/jobs/a/checkpoints",
        exchange ->
            answer(
                exchange,
                "{\"latest\":{\"completed\":"
                    + latest(completed)
                    + ",\"restored\":"
                    + latest(restoredFrom)
                    + "}}"));
    server.createContext(
        "/apis/flink.apache.org/v1beta1/namespaces/n/flinkdeployments/d",
        exchange -> {
          if (exchange.getRequestMethod().equals("PATCH")) {
            patches.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          }
          answer(exchange, "{\"spec\":{\"job\":{}}}");
        });
    server.start();
  }

  private static String latest(String checkpoint) {
    return checkpoint.isEmpty()
        ? "null"
        : "{\"id\":"
            + checkpoint.replaceAll("^.*chk-|/$", "")
            + ",\"external_path\":\""
            + checkpoint
            + "\"}";
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void theListTellsTheDamagedFromTheSound() throws Exception {
    checkpoint("job-a/chk-1", 1_000);
    Path newest = checkpoint("job-b/chk-1", 3_000);
    Shell.Ran sound = Shell.run("checkpoints", "list", "--checkpoints", dir.toUri().toString());
    assertEquals(0, sound.code(), sound.err());
    damage(newest);
    Shell.Ran damaged = Shell.run("checkpoints", "list", "--checkpoints", dir.toUri().toString());
    assertEquals(2, damaged.code(), damaged.err());
    List<String> lines = damaged.out().lines().toList();
    assertEquals(2, lines.size(), damaged.out());
    assertTrue(lines.get(0).contains("job-b/chk-1  DAMAGED: "), lines.get(0));
    assertTrue(lines.get(1).endsWith("job-a/chk-1  sound"), lines.get(1));
  }

  /** A folder is "not found" when it is opened, as a file without the right to it. */
  @Test
  void ofWhatCannotBeReadNowTheListSaysSoAndGoesOn() throws Exception {
    checkpoint("job/chk-1", 1_000);
    Path unread = Files.createDirectories(dir.resolve("job/chk-2/_metadata"));
    Files.setLastModifiedTime(unread, FileTime.fromMillis(2_000));
    Shell.Ran ran = Shell.run("checkpoints", "list", "--checkpoints", dir.toUri().toString());
    assertEquals(2, ran.code(), ran.err());
    List<String> lines = ran.out().lines().toList();
    assertTrue(lines.get(0).contains("job/chk-2  NOT KNOWN: "), ran.out());
    assertTrue(lines.get(1).endsWith("job/chk-1  sound"), ran.out());
  }

  @Test
  void theGuardLooksOnWhereTheStoreDoesNotAnswer() throws Exception {
    damage(checkpoint("job/chk-1", 1_000));
    status = "FAILED";
    Thread guard = guard("--savepoints", "nobody-knows://this");
    // At the third it asks the store.
    for (int waited = 0; looks.get() < 7; waited++) {
      assertTrue(waited < 600, "it has ended");
      Thread.sleep(100);
    }
    assertTrue(patches.isEmpty(), "what there is, is not known");
    end(guard);
  }

  @Test
  void aFolderWithoutACheckpointIsNoSoundOneAndTheListSaysWhereItLooked() {
    String there = dir.toUri().toString();
    Shell.Ran empty = Shell.run("checkpoints", "list", "--checkpoints", there);
    assertEquals(2, empty.code());
    assertTrue(empty.err().contains("no savepoint under " + there), empty.err());
    String misspelt = dir.resolve("no-such").toUri().toString();
    Shell.Ran none = Shell.run("checkpoints", "list", "--checkpoints", misspelt);
    assertEquals(1, none.code());
    assertTrue(
        none.err().contains("there is nothing at " + misspelt + "; check --checkpoints"),
        none.err());
  }

  @Test
  void aMisspeltFolderIsToldAlsoWhereTheOtherHasSomething() throws Exception {
    Path kept = Files.createDirectories(dir.resolve("kept"));
    Files.move(checkpoint("job/chk-1", 1_000), kept.resolve("savepoint-1"));
    String misspelt = dir.resolve("no-such").toUri().toString();
    String savepoints = kept.toUri().toString();
    Shell.Ran alone =
        Shell.run("checkpoints", "list", "--checkpoints", misspelt, "--savepoints", savepoints);
    assertEquals(1, alone.code(), alone.out());
    assertTrue(alone.out().contains("savepoint-1  sound"), alone.out());
    assertTrue(
        alone.err().contains("there is nothing at " + misspelt + "; check --checkpoints"),
        alone.err());
    checkpoint("job/chk-2", 2_000);
    String there = dir.toUri().toString();
    Shell.Ran other =
        Shell.run("checkpoints", "list", "--checkpoints", there, "--savepoints", misspelt);
    assertEquals(0, other.code(), other.err());
    assertTrue(
        other.err().contains("there is nothing at " + misspelt + "; check --savepoints"),
        other.err());
  }

  /** One that may not be looked into; root may look into all. */
  private void closedFolder(String name) throws IOException {
    Path closed = Files.createDirectories(dir.resolve(name));
    Files.setPosixFilePermissions(closed, Set.of());
    assumeFalse(Files.isReadable(closed));
  }

  /** As root's on a volume of its own. */
  @Test
  void aFolderThatMayNotBeLookedIntoKeepsNobodyFromTheOthers() throws Exception {
    closedFolder("lost+found");
    Path sound = checkpoint("job/chk-1", 1_000);
    Shell.Ran list = Shell.run("checkpoints", "list", "--checkpoints", dir.toUri().toString());
    assertEquals(0, list.code(), list.err());
    assertTrue(list.out().endsWith("job/chk-1  sound\n"), list.out());
    assertTrue(list.err().contains("lost+found may not be looked into"), list.err());
    damage(checkpoint("job/chk-2", 2_000));
    status = "FAILED";
    Thread guard = guard();
    String patch = patches.poll(60, TimeUnit.SECONDS);
    assertTrue(patch != null && patch.contains(sound.toString()), patch);
    end(guard);
  }

  @Test
  void aJobsOwnFolderThatMayNotBeLookedIntoIsNoMatterToPassOver() throws Exception {
    closedFolder("0123456789abcdef0123456789abcdef");
    checkpoint("job/chk-1", 1_000);
    Shell.Ran list = Shell.run("checkpoints", "list", "--checkpoints", dir.toUri().toString());
    assertEquals(1, list.code(), list.out());
    assertTrue(list.err().contains("permission denied"), list.err());
  }

  @Test
  void theGuardPassesOverWhatItCannotTellOfOnceTheStoreHadItsTime() throws Exception {
    Path sound = checkpoint("job/chk-1", 1_000);
    Path unread = Files.createDirectories(dir.resolve("savepoint-2/_metadata"));
    Files.setLastModifiedTime(unread, FileTime.fromMillis(2_000));
    damage(checkpoint("job/chk-3", 3_000));
    status = "FAILED";
    Thread guard = guard("--savepoints", dir.toUri().toString());
    String patch = patches.poll(60, TimeUnit.SECONDS);
    assertTrue(patch != null && patch.contains(sound.toString()), patch);
    assertTrue(looks.get() >= 6, "the store had no second look");
    end(guard);
  }

  @Test
  void theGuardStepsDownToTheNewestThatIsSound() throws Exception {
    Path oldest = checkpoint("job/chk-1", 1_000);
    Path older = checkpoint("job/chk-2", 2_000);
    Path damaged = checkpoint("job/chk-3", 3_000);
    damage(damaged);
    status = "INITIALIZING";
    restoredFrom = damaged.toUri().toString();
    Thread guard = guard();
    String patch = patches.poll(60, TimeUnit.SECONDS);
    Path alive = dir.resolve("alive");
    assertTrue(Files.exists(alive), "it did not say that it lives");
    Files.delete(alive);
    for (int waited = 0; !Files.exists(alive); waited++) {
      assertTrue(waited < 600, "it looks dead while it waits for the operator");
      Thread.sleep(100);
    }
    assertEquals(
        "{\"spec\":{\"job\":{\"initialSavepointPath\":\"file:"
            + older
            + "\",\"savepointRedeployNonce\":1}}}",
        patch,
        "not " + oldest);
    end(guard);
  }

  @Test
  void theGuardLeavesAloneWhatRunsAndWhatHasAnotherReason() throws Exception {
    checkpoint("job/chk-1", 1_000);
    Path newest = checkpoint("job/chk-2", 2_000);
    restoredFrom = newest.toUri().toString();
    Thread guard = guard();
    assertEquals(null, patches.poll(1, TimeUnit.SECONDS), "it runs");
    status = "FAILED";
    assertEquals(null, patches.poll(2, TimeUnit.SECONDS), "its checkpoint is sound");
    damage(newest);
    assertTrue(patches.poll(60, TimeUnit.SECONDS) != null, "now it is not");
    end(guard);
  }

  /** What failed may be what was just deployed, and whoever deployed it may be at work. */
  @Test
  void ofAJobThatHasFailedForGoodTheGuardOnlyTellsWhereToGoOn() throws Exception {
    damage(checkpoint("job/chk-1", 1_000));
    state = "FAILED";
    Thread guard = guard();
    int before = looks.get();
    assertEquals(null, patches.poll(2, TimeUnit.SECONDS));
    assertTrue(looks.get() > before + 3, "it looks on");
    end(guard);
  }

  @Test
  void whatTheJobOnceBeganWithMayBeGone() throws Exception {
    restoredFrom = dir.resolve("job/chk-1").toUri().toString(); // superseded, and taken away
    Path newest = checkpoint("job/chk-7", 7_000);
    completed = newest.toUri().toString();
    checkpoint("job/chk-6", 6_000);
    status = "FAILED";
    Thread guard = guard();
    assertEquals(null, patches.poll(2, TimeUnit.SECONDS), "it goes on from one that is sound");
    damage(newest);
    assertTrue(patches.poll(60, TimeUnit.SECONDS).contains("job/chk-6"), "now it does not");
    end(guard);
  }

  @Test
  void theGuardNeverStartsWithoutState() throws Exception {
    damage(checkpoint("job/chk-1", 1_000));
    damage(checkpoint("job/chk-2", 2_000));
    status = "FAILED";
    Thread guard = guard();
    assertEquals(null, patches.poll(3, TimeUnit.SECONDS));
    end(guard);
  }

  private Thread guard(String... more) {
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    List<String> command =
        new ArrayList<>(
            List.of(
                "checkpoints",
                "guard",
                "--checkpoints",
                dir.toUri().toString(),
                "--job-manager",
                address,
                "--kubernetes",
                address,
                "--deployment",
                "n/d",
                "--alive-file",
                dir.resolve("alive").toString(),
                "--every",
                "100ms",
                "--settle",
                "30s"));
    command.addAll(List.of(more));
    Thread guard = new Thread(() -> Shell.run(command.toArray(String[]::new)));
    guard.start();
    return guard;
  }

  private static void end(Thread guard) throws InterruptedException {
    guard.interrupt();
    guard.join(60_000);
    assertTrue(!guard.isAlive(), "the guard cannot be ended");
  }

  /** As Flink writes it, of a job without state. */
  private Path checkpoint(String name, long writtenAtMs) throws IOException {
    Path checkpoint = Files.createDirectories(dir.resolve(name));
    Path metadata = checkpoint.resolve("_metadata");
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(metadata))) {
      Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(1, List.of(), List.of()), out);
    }
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(writtenAtMs));
    return checkpoint;
  }

  private static void damage(Path checkpoint) throws IOException {
    Path metadata = checkpoint.resolve("_metadata");
    FileTime written = Files.getLastModifiedTime(metadata);
    try (FileChannel file = FileChannel.open(metadata, StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }
    Files.setLastModifiedTime(metadata, written);
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
