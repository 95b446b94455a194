package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.stillwatch.jobs.DetectionJob;
import io.stillwatch.jobs.EmbeddedBroker;
import io.stillwatch.jobs.JobConfiguration;
import io.stillwatch.jobs.JobSettings;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.TopicSetup;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.TopicSchemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job begins, or a JobManager takes it over, while Kafka is away. */
@Timeout(300)
class KafkaAwayTest {

  @Test
  void theJobWaitsForKafkaAndForItsTopicsInsteadOfEnding(@TempDir Path dir) throws Exception {
    int port = DrillPort.free();
    Topics topics = Topics.standard();
    JobSettings settings =
        JobSettings.load(
            JobSettings.Place.CLUSTER,
            null,
            Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + port,
                "kafka.default.api.timeout.ms",
                "2000",
                "kafka.request.timeout.ms",
                "1000",
                "hash.key",
                "0".repeat(32),
                "parallelism",
                "1",
                "checkpoint.dir",
                dir.resolve("checkpoints").toUri().toString()));
    Configuration configuration = JobConfiguration.ofJob(settings);
    configuration.setString("rest.bind-port", "0");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    DetectionJob.build(env, settings);
    JobClient job = env.executeAsync();
    try {
      Settled.until(
          "the job has failed for want of Kafka and is tried again",
          () -> status(job) == JobStatus.RESTARTING,
          () -> status(job));
      try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"), port)) {
        KafkaAccess kafka = KafkaAccess.to(broker.bootstrapServers());
        Thread.sleep(Duration.ofSeconds(5).toMillis()); // a first install: no topics yet
        assertFalse(status(job).isTerminalState(), status(job).toString());
        try (Admin admin = kafka.admin()) {
          TopicSetup.create(admin, topics, (short) 1, 1);
        }
        Settled.until(
            "the job has published its schemas",
            () ->
                Wire.read(broker.bootstrapServers(), topics.schemas()).size()
                    >= TopicSchemas.current().size(),
            () -> status(job));
        Settled.until("the job runs", () -> status(job) == JobStatus.RUNNING, () -> status(job));
      }
    } finally {
      job.cancel().get();
      job.getJobExecutionResult().handle((result, end) -> result).get(60, TimeUnit.SECONDS);
    }
  }

  private static JobStatus status(JobClient job) throws Exception {
    return job.getJobStatus().get(30, TimeUnit.SECONDS);
  }
}
