package io.stillwatch.envoy;

import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import org.jspecify.annotations.Nullable;

/** Whose request it is. Key and organisation may be unknown. */
record Identity(
    String tenant, String account, @Nullable String apiKey, @Nullable String organization) {

  /** Where its four parts stand; key and organisation may stand nowhere. */
  record Sources(
      IdentitySource tenant,
      IdentitySource account,
      @Nullable IdentitySource apiKey,
      @Nullable IdentitySource organization) {

    /** Whose request it is, or null when the tenant or the account cannot be told. */
    @Nullable Identity of(AttributeContext attributes) {
      String tenantId = id(tenant, attributes);
      String accountId = id(account, attributes);
      return tenantId == null || accountId == null
          ? null
          : new Identity(tenantId, accountId, id(apiKey, attributes), id(organization, attributes));
    }

    private static @Nullable String id(
        @Nullable IdentitySource source, AttributeContext attributes) {
      String id = source == null ? null : source.find(attributes);
      return id == null || id.isEmpty() || id.length() > EnvoyLimits.ID_CHARS_MAX ? null : id;
    }
  }
}
