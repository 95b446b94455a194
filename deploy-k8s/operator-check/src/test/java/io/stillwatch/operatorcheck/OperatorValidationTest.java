package io.stillwatch.operatorcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.FlinkVersion;
import org.apache.flink.kubernetes.operator.config.FlinkConfigManager;
import org.apache.flink.kubernetes.operator.validation.DefaultValidator;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What the operator itself says of the chart's FlinkDeployment.
 *
 * <p>The newest operator of which there is an artifact knows no Flink 2: it is told of a version
 * that it knows, and of two settings by their former names. What it checks is the same.
 */
class OperatorValidationTest {

  private static final DefaultValidator OPERATOR =
      new DefaultValidator(new FlinkConfigManager(new Configuration()));

  @Test
  void theOperatorTakesIt() {
    assertEquals(Optional.empty(), OPERATOR.validateDeployment(rendered()));
  }

  @Test
  void aMissingSavepointDirectoryIsCaught() {
    FlinkDeployment deployment = rendered();
    deployment.getSpec().getFlinkConfiguration().remove("state.savepoints.dir");
    refused(deployment, "state.savepoints.dir");
  }

  @Test
  void missingHighAvailabilityIsCaught() {
    FlinkDeployment deployment = rendered();
    deployment.getSpec().getFlinkConfiguration().remove("high-availability.type");
    refused(deployment, "HA must be enabled");
  }

  @Test
  void aSettingThatIsTheOperatorsOwnIsCaught() {
    FlinkDeployment deployment = rendered();
    deployment.getSpec().getFlinkConfiguration().put("kubernetes.cluster-id", "mine");
    refused(deployment, "kubernetes.cluster-id");
  }

  private static void refused(FlinkDeployment deployment, String why) {
    Optional<String> problem = OPERATOR.validateDeployment(deployment);
    assertTrue(problem.isPresent() && problem.get().contains(why), problem::toString);
  }

  private static FlinkDeployment rendered() {
    String yaml =
        new Helm(Path.of("..", "helm", "stillwatch"))
            .template()
            .withName("stillwatch")
            .withNamespace("detection")
            .withKubeVersion("1.31.0")
            .withValuesFile(Path.of("..", "examples", "production.values.yaml"))
            .call();
    for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
      if (document instanceof Map<?, ?> resource
          && "FlinkDeployment".equals(resource.get("kind"))) {
        String json = String.valueOf(new ObjectMapper().valueToTree(resource));
        return inItsWords(json);
      }
    }
    throw new AssertionError("the chart renders no FlinkDeployment");
  }

  private static FlinkDeployment inItsWords(String json) {
    FlinkDeployment deployment;
    try {
      deployment =
          new ObjectMapper()
              .readValue(json.replace("\"v2_3\"", "\"v1_18\""), FlinkDeployment.class);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    assertEquals(FlinkVersion.v1_18, deployment.getSpec().getFlinkVersion());
    Map<String, String> settings = deployment.getSpec().getFlinkConfiguration();
    settings.put("state.savepoints.dir", settings.remove("execution.checkpointing.savepoint-dir"));
    settings.put("state.checkpoints.dir", settings.remove("execution.checkpointing.dir"));
    return deployment;
  }
}
