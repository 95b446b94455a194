package io.stillwatch.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart as Helm renders it. */
final class Chart {

  static final Path FOLDER = Path.of("helm", "stillwatch");
  static final Path PRODUCTION = Path.of("examples", "production.values.yaml");
  static final Path SMALL = Path.of("examples", "small.values.yaml");

  static final String RELEASE = "stillwatch";
  static final String NAMESPACE = "detection";

  /** The oldest that the chart is for is 1.27; Helm by itself would take one that is older. */
  private static final String KUBERNETES = "1.31.0";

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Path WITH_HOOKS = withHooks();

  private Chart() {}

  /** All resources, with the values of some files; later ones beat earlier ones. */
  static List<JsonNode> render(Path... values) {
    return renderChart(WITH_HOOKS, values);
  }

  /**
   * A copy in which hooks are resources like all others: what renders the chart here leaves them
   * out.
   */
  private static Path withHooks() {
    try {
      Path copy = Files.createTempDirectory("chart").resolve(FOLDER.getFileName());
      try (Stream<Path> files = Files.walk(FOLDER)) {
        for (Path file : files.toList()) {
          Path target = copy.resolve(FOLDER.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectory(target);
          } else {
            String text = Files.readString(file);
            Files.writeString(target, text.replace("helm.sh/hook:", "stillwatch.io/hook:"));
          }
        }
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> renderChart(Path chart, Path... values) {
    TemplateCommand command =
        new Helm(chart)
            .template()
            .withName(RELEASE)
            .withNamespace(NAMESPACE)
            .withKubeVersion(KUBERNETES);
    for (Path file : values) {
      command.withValuesFile(file);
    }
    return parse(command.call());
  }

  /** The example of a production cluster, and these values beside it. */
  static List<JsonNode> production(Path dir, String values) throws IOException {
    Path file = Files.writeString(Files.createTempFile(dir, "values", ".yaml"), values);
    return render(PRODUCTION, file);
  }

  static List<JsonNode> parse(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<JsonNode> resources = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(yaml)) {
      if (document != null) {
        resources.add(JSON.valueToTree(document));
      }
    }
    return resources;
  }

  static List<JsonNode> ofKind(List<JsonNode> resources, String kind) {
    return resources.stream().filter(r -> r.path("kind").asText().equals(kind)).toList();
  }

  /** The one resource of a kind, or the one with that name. */
  static JsonNode only(List<JsonNode> resources, String kind, String name) {
    List<JsonNode> found =
        ofKind(resources, kind).stream()
            .filter(r -> r.path("metadata").path("name").asText().equals(name))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " resources are the " + kind + " " + name);
    }
    return found.get(0);
  }

  static JsonNode flinkDeployment(List<JsonNode> resources) {
    return only(resources, "FlinkDeployment", RELEASE);
  }

  /** The specs of all pods that the resources make, with the name of the resource. */
  static List<Pod> pods(List<JsonNode> resources) {
    List<Pod> pods = new ArrayList<>();
    for (JsonNode resource : resources) {
      String name = resource.path("kind").asText() + "/" + resource.at("/metadata/name").asText();
      switch (resource.path("kind").asText()) {
        case "FlinkDeployment" -> pods.add(new Pod(name, resource.at("/spec/podTemplate/spec")));
        case "Deployment", "Job" -> pods.add(new Pod(name, resource.at("/spec/template/spec")));
        default -> {}
      }
    }
    return pods;
  }

  /** What a resource runs. */
  record Pod(String of, JsonNode spec) {}
}
