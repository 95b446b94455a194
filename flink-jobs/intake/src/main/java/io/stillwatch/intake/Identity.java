package io.stillwatch.intake;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which attributes of a source's records say who asked, each list in order of preference: the first
 * that is there counts. An empty list stands for what is usual in the format.
 *
 * <p>What the asking client itself can set (a request's {@code user} field, a header that no
 * gateway checks) is in none of the defaults: whoever may name his own account can be anybody.
 */
public record Identity(
    List<String> account,
    List<String> apiKey,
    List<String> organization,
    List<String> tenant,
    List<String> address)
    implements Serializable {

  /** What is usual in the format. */
  public static final Identity USUAL =
      new Identity(List.of(), List.of(), List.of(), List.of(), List.of());

  public Identity {
    account = List.copyOf(account);
    apiKey = List.copyOf(apiKey);
    organization = List.copyOf(organization);
    tenant = List.copyOf(tenant);
    address = List.copyOf(address);
  }

  /**
   * A name that may stand in what the client sent or was sent, empty when there is none.
   *
   * @param bodies where a record of the format has that
   */
  String within(List<String> bodies) {
    return Stream.of(account, apiKey, organization, tenant, address)
        .flatMap(List::stream)
        .filter(name -> bodies.stream().anyMatch(name::startsWith))
        .findFirst()
        .orElse("");
  }

  /** The same with what is missing filled in from another. */
  Identity or(Identity other) {
    return new Identity(
        account.isEmpty() ? other.account : account,
        apiKey.isEmpty() ? other.apiKey : apiKey,
        organization.isEmpty() ? other.organization : organization,
        tenant.isEmpty() ? other.tenant : tenant,
        address.isEmpty() ? other.address : address);
  }
}
