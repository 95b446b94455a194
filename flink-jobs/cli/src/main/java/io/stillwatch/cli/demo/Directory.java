package io.stillwatch.cli.demo;

import io.stillwatch.schemas.SubjectKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The truth about the simulated world: what each account is, and which accounts an action binds.
 */
record Directory(
    Map<String, Role> roles,
    Map<String, List<String>> byOrganization,
    Map<String, List<String>> byApiKey) {

  static Directory of(List<Seat> seats) {
    Map<String, Role> roles = new HashMap<>();
    Map<String, List<String>> byOrganization = new HashMap<>();
    Map<String, List<String>> byApiKey = new HashMap<>();
    for (Seat seat : seats) {
      Account account = seat.account();
      roles.put(account.id(), seat.role());
      byOrganization
          .computeIfAbsent(account.organizationId(), id -> new ArrayList<>())
          .add(account.id());
      byApiKey.computeIfAbsent(account.apiKeyId(), id -> new ArrayList<>()).add(account.id());
    }
    return new Directory(Map.copyOf(roles), Map.copyOf(byOrganization), Map.copyOf(byApiKey));
  }

  /** The accounts under a subject; none where the world does not know it. */
  List<String> accountsOf(SubjectKind kind, String subjectId) {
    return switch (kind) {
      case ACCOUNT -> roles.containsKey(subjectId) ? List.of(subjectId) : List.of();
      case ORGANIZATION -> byOrganization.getOrDefault(subjectId, List.of());
      case API_KEY -> byApiKey.getOrDefault(subjectId, List.of());
      case UNKNOWN -> List.of();
    };
  }

  Role roleOf(String accountId) {
    Role role = roles.get(accountId);
    if (role == null) {
      throw new IllegalArgumentException("no account " + accountId + " in the simulated world");
    }
    return role;
  }
}
