package io.stillwatch.enforcement.operator;

import io.stillwatch.enforcement.ActionKey;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.SubjectKind;
import org.apache.flink.api.java.functions.KeySelector;

/** Keys a finding by the subject that an action would bind: {@code tenant|ACCOUNT|account}. */
public final class FindingSubject implements KeySelector<Finding, String> {

  private static final long serialVersionUID = 1L;

  @Override
  public String getKey(Finding finding) {
    return ActionKey.ofSubject(finding.getTenant(), SubjectKind.ACCOUNT, finding.getAccountId());
  }
}
