package io.stillwatch.envoy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where one part of a request's identity stands in what Envoy tells.
 *
 * <p>Written {@code metadata:NAMESPACE/KEY/…} (set by an earlier filter, such as {@code
 * metadata:envoy.filters.http.jwt_authn/payload/sub}), {@code context:KEY} (set in Envoy's route
 * configuration), {@code principal} (of the client's certificate), {@code header:NAME} or {@code
 * fixed:VALUE}.
 */
sealed interface IdentitySource {

  /** The value as it stands there, or null when there is none. */
  @Nullable String find(AttributeContext attributes);

  /** Whether whoever sends a request can write what he likes there. */
  default boolean isTheClients() {
    return false;
  }

  /** Set by a filter before this one. */
  record Metadata(String namespace, List<String> path) implements IdentitySource {

    @Override
    public @Nullable String find(AttributeContext attributes) {
      Struct struct = attributes.getMetadataContext().getFilterMetadataMap().get(namespace);
      for (int i = 0; struct != null; i++) {
        Value value = struct.getFieldsMap().get(path.get(i));
        if (value == null) {
          return null;
        }
        if (i == path.size() - 1) {
          return value.hasStringValue() ? value.getStringValue() : null;
        }
        struct = value.hasStructValue() ? value.getStructValue() : null;
      }
      return null;
    }
  }

  /** Set in the configuration of the route. */
  record Context(String key) implements IdentitySource {

    @Override
    public @Nullable String find(AttributeContext attributes) {
      return attributes.getContextExtensionsMap().get(key);
    }
  }

  /** The name in the client's certificate, which Envoy has checked. */
  record Principal() implements IdentitySource {

    @Override
    public @Nullable String find(AttributeContext attributes) {
      return attributes.getSource().getPrincipal();
    }
  }

  /** A header: the client's own words, unless a filter before this one sets or removes it. */
  record Header(String name) implements IdentitySource {

    @Override
    public @Nullable String find(AttributeContext attributes) {
      return attributes.getRequest().getHttp().getHeadersMap().get(name);
    }

    @Override
    public boolean isTheClients() {
      return true;
    }
  }

  /** The same for all requests. */
  record Fixed(String value) implements IdentitySource {

    @Override
    public String find(AttributeContext attributes) {
      return value;
    }
  }

  /** Reads how it is written; null when it is written in no such way. */
  static @Nullable IdentitySource parse(String text) {
    if (text.equals("principal")) {
      return new Principal();
    }
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    if (colon < 0 || rest.isEmpty()) {
      return null;
    }
    return switch (text.substring(0, colon)) {
      case "metadata" -> {
        List<String> parts = List.of(rest.split("/", -1));
        yield parts.size() < 2 || parts.contains("")
            ? null
            : new Metadata(parts.get(0), parts.subList(1, parts.size()));
      }
      case "context" -> new Context(rest);
      case "header" -> new Header(rest.toLowerCase(Locale.ROOT)); // as Envoy tells them
      case "fixed" -> new Fixed(rest);
      default -> null;
    };
  }
}
