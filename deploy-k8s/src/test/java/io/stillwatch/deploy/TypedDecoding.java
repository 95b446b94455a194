package io.stillwatch.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Decodes a resource into the type of its kind, and tells the fields that the type has not. */
final class TypedDecoding {

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  static {
    SERIALIZATION.registerKubernetesResource(KafkaTopic.class);
    SERIALIZATION.registerKubernetesResource(KafkaUser.class);
  }

  private TypedDecoding() {}

  /** True for kinds that somebody else defines. */
  static boolean isForeign(JsonNode resource) {
    return decode(resource) instanceof GenericKubernetesResource;
  }

  private static HasMetadata decode(JsonNode resource) {
    return SERIALIZATION.unmarshal(resource.toString());
  }

  static List<String> unknownFields(JsonNode resource) {
    List<String> unknown = new ArrayList<>();
    walk(resource.path("kind").asText(), decode(resource), unknown);
    return unknown;
  }

  private static void walk(String path, Object value, List<String> unknown) {
    if (value instanceof Collection<?> many) {
      int i = 0;
      for (Object one : many) {
        walk(path + "[" + i++ + "]", one, unknown);
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, one) -> walk(path + "." + key, one, unknown));
    } else if (value != null && isModel(value.getClass().getName())) {
      for (Method method : value.getClass().getMethods()) {
        if (method.isBridge()
            || method.getParameterCount() != 0
            || !method.getName().startsWith("get")) {
          continue;
        }
        Object inner = call(method, value);
        if (method.getName().equals("getAdditionalProperties")) {
          ((Map<?, ?>) inner).keySet().forEach(key -> unknown.add(path + "." + key));
        } else if (!(value instanceof Enum)) {
          String name = method.getName().substring(3);
          walk(path + "." + name.substring(0, 1).toLowerCase() + name.substring(1), inner, unknown);
        }
      }
    }
  }

  private static boolean isModel(String type) {
    return type.startsWith("io.fabric8.") || type.startsWith("io.strimzi.");
  }

  private static Object call(Method method, Object value) {
    try {
      return method.invoke(value);
    } catch (IllegalAccessException e) {
      return null;
    } catch (InvocationTargetException e) {
      throw new AssertionError(method + " failed", e.getCause());
    }
  }
}
