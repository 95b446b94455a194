package io.stillwatch.trials;

import com.marcnuri.helm.Helm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the chart gives to Flink and to the guard, for the example of a small cluster. */
final class ChartConfiguration {

  private static final Path DEPLOY = Path.of("..", "..", "deploy-k8s");

  private ChartConfiguration() {}

  /** With the state in a folder of this machine. */
  static Map<String, String> flink(Path state) {
    Map<String, String> settings = new LinkedHashMap<>();
    map(spec("FlinkDeployment", "stillwatch").get("flinkConfiguration"))
        .forEach((name, value) -> settings.put(name.toString(), on(state, value)));
    return settings;
  }

  /** The guard's command line, for the state in a folder of this machine and that JobManager. */
  static List<String> guard(Path state, String jobManager) {
    Map<?, ?> pod = map(map(spec("Deployment", "stillwatch-guard").get("template")).get("spec"));
    Map<?, ?> container = map(((List<?>) pod.get("containers")).get(0));
    List<String> arguments = new ArrayList<>();
    for (Object argument : (List<?>) container.get("args")) {
      arguments.add(
          on(state, argument)
              .replaceFirst("^--alive-file=.*", "--alive-file=" + state.resolve("guard.alive"))
              .replaceFirst("^--job-manager=.*", "--job-manager=" + jobManager));
    }
    return arguments;
  }

  private static String on(Path state, Object value) {
    return value.toString().replace("file:///state/", state.toUri().toString());
  }

  private static Map<?, ?> spec(String kind, String name) {
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
          && kind.equals(resource.get("kind"))
          && name.equals(map(resource.get("metadata")).get("name"))) {
        return map(resource.get("spec"));
      }
    }
    throw new AssertionError("the chart renders no " + kind + " " + name);
  }

  private static Map<?, ?> map(Object value) {
    return (Map<?, ?>) value;
  }
}
