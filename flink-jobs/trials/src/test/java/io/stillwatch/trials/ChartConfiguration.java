package io.stillwatch.trials;

import com.marcnuri.helm.Helm;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The configuration that the chart gives to Flink. */
final class ChartConfiguration {

  private static final Path DEPLOY = Path.of("..", "..", "deploy-k8s");

  private ChartConfiguration() {}

  /** Of the example of a small cluster, with the state in a folder of this machine. */
  static Map<String, String> flink(Path state) {
    String rendered =
        new Helm(DEPLOY.resolve("helm").resolve("stillwatch"))
            .template()
            .withName("stillwatch")
            .withNamespace("detection")
            .withKubeVersion("1.31.0")
            .withValuesFile(DEPLOY.resolve("examples").resolve("small.values.yaml"))
            .call();
    for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(rendered)) {
      if (document instanceof Map<?, ?> resource
          && "FlinkDeployment".equals(resource.get("kind"))) {
        Map<?, ?> spec = (Map<?, ?>) resource.get("spec");
        Map<String, String> settings = new LinkedHashMap<>();
        ((Map<?, ?>) spec.get("flinkConfiguration"))
            .forEach(
                (name, value) ->
                    settings.put(
                        name.toString(),
                        value.toString().replace("file:///state/", state.toUri().toString())));
        return settings;
      }
    }
    throw new AssertionError("the chart renders no FlinkDeployment");
  }
}
