package io.stillwatch.enforcement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.SubjectKind;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NamesTest {

  @Test
  void anActionIdIsTheSameForEver() {
    assertEquals(
        "bb7fa1e72110ddc7d80567155e437030",
        id("default", "acct-7", ActionKind.THROTTLE, "grader", "e1"));
  }

  @Test
  void everyPartOfAnActionIdCounts() {
    Set<String> ids = new HashSet<>();
    ids.add(id("default", "acct-7", ActionKind.THROTTLE, "grader", "e1"));
    ids.add(id("other", "acct-7", ActionKind.THROTTLE, "grader", "e1"));
    ids.add(id("default", "acct-8", ActionKind.THROTTLE, "grader", "e1"));
    ids.add(id("default", "acct-7", ActionKind.SUSPEND, "grader", "e1"));
    ids.add(id("default", "acct-7", ActionKind.THROTTLE, "copier", "e1"));
    ids.add(id("default", "acct-7", ActionKind.THROTTLE, "grader", "e2"));
    ids.add(
        ActionId.of("default", SubjectKind.API_KEY, "acct-7", ActionKind.THROTTLE, "grader", "e1"));
    assertEquals(7, ids.size());
  }

  @Test
  void partsThatRunTogetherAlikeHaveDifferentIds() {
    assertNotEquals(
        id("a", "bc", ActionKind.THROTTLE, "p", "e"), id("ab", "c", ActionKind.THROTTLE, "p", "e"));
    assertNotEquals(
        id("a", "b", ActionKind.THROTTLE, "p|e", ""), id("a", "b", ActionKind.THROTTLE, "p", "|e"));
  }

  @Test
  void aPublicReferenceIsTheSameForEverAndCanBeReadOut() {
    assertEquals("SW-AN16-94C0-BZ86", PublicReference.of("0123456789abcdef0123456789abcdef"));
    for (int i = 0; i < 1_000; i++) {
      String reference = PublicReference.of("action " + i);
      assertTrue(
          reference.matches("SW(-[0-9A-HJKMNP-TV-Z]{4}){3}"),
          reference + " has a letter to mistake");
    }
  }

  @Test
  void referencesOfAHundredThousandActionsAreDistinct() {
    Set<String> references = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      references.add(PublicReference.of("action " + i));
    }
    assertEquals(100_000, references.size());
  }

  @Test
  void aKeyNamesTenantSubjectAndKind() {
    assertEquals("default|ACCOUNT|acct-7|THROTTLE", key("default", "acct-7"));
  }

  /** The same examples stand in the subscriber's tests: both rooms must write a key alike. */
  @Test
  void partsOfAKeyCannotRunIntoEachOther() {
    assertEquals("a%7Cb|ACCOUNT|c%25|THROTTLE", key("a|b", "c%"));
    assertEquals("a|ACCOUNT|%257C|THROTTLE", key("a", "%7C"));
    assertEquals("|ACCOUNT||THROTTLE", key("", ""));
    assertEquals("tenänt|ACCOUNT|账户|THROTTLE", key("tenänt", "账户"));
    assertNotEquals(key("a|b", "c"), key("a", "b|c"));
  }

  private static String id(
      String tenant, String account, ActionKind kind, String pattern, String episode) {
    return ActionId.of(tenant, SubjectKind.ACCOUNT, account, kind, pattern, episode);
  }

  private static String key(String tenant, String account) {
    EnforcementAction action =
        new Ledger()
            .decide(
                SubjectRows.none(),
                Findings.finding(0, ActionKind.THROTTLE, 1)
                    .setTenant(tenant)
                    .setAccountId(account)
                    .build(),
                new FeedbackBook())
            .get(0);
    return ActionKey.of(action);
  }
}
