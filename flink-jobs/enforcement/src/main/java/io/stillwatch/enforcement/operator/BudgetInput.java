package io.stillwatch.enforcement.operator;

import io.stillwatch.schemas.Finding;

/** What budgets of a tenant are made of. */
public sealed interface BudgetInput {

  String tenant();

  /** A finding that may become an action. */
  record Asks(Finding finding) implements BudgetInput {
    @Override
    public String tenant() {
      return finding.getTenant();
    }
  }

  /** An account is active: it is told of now and then, not with every exchange. */
  record Active(String tenant, String accountId, long clockMs) implements BudgetInput {}
}
