package io.stillwatch.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The Flink Kubernetes Operator's own definition of a FlinkDeployment, held strictly: a field that
 * it does not know is refused, where Kubernetes would drop it in silence.
 */
final class CustomResource {

  private static final String DEFINITION =
      "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

  private final JsonSchema schema;

  private CustomResource(JsonSchema schema) {
    this.schema = schema;
  }

  static CustomResource flinkDeployment() throws IOException {
    try (InputStream in = CustomResource.class.getResourceAsStream(DEFINITION)) {
      if (in == null) {
        throw new IOException("there is no " + DEFINITION + " on the class path");
      }
      JsonNode definition =
          Chart.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)).get(0);
      ObjectNode spec =
          (ObjectNode)
              definition.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec").deepCopy();
      // The newest operator of which there is an artifact ends with Flink 1.20.
      ((ArrayNode) spec.at("/properties/flinkVersion/enum")).add("v2_3");
      makeStrict(spec);
      return new CustomResource(
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(spec));
    }
  }

  private static void makeStrict(ObjectNode schema) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      schema.remove("type");
    }
    boolean open =
        schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
            || schema.has("additionalProperties");
    if (schema.has("properties") && !open) {
      schema.put("additionalProperties", false);
    }
    for (JsonNode property : schema.path("properties")) {
      makeStrict((ObjectNode) property);
    }
    for (String inner : List.of("items", "additionalProperties")) {
      if (schema.path(inner) instanceof ObjectNode node) {
        makeStrict(node);
      }
    }
  }

  /** What is wrong with a resource. */
  List<String> problems(JsonNode resource) {
    return schema.validate(resource.path("spec")).stream()
        .map(ValidationMessage::getMessage)
        .sorted()
        .toList();
  }
}
