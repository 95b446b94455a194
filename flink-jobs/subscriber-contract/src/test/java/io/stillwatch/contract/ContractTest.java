package io.stillwatch.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.contract.PlainSubscriber.Flaw;
import io.stillwatch.schemas.ActionKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A subscriber that follows the rules passes, and whoever breaks any of them is found out. */
final class ContractTest implements SubscriberContract {

  @Override
  public SubscriberUnderTest subscriber() {
    return new PlainSubscriber(Flaw.NONE);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aFlawIsFoundOut(Flaw flaw) {
    assertFalse(failed(flaw).isEmpty(), flaw + " passes the contract");
  }

  @Test
  void everyCaseFindsSomebodyOut() {
    Set<String> needed = new HashSet<>();
    for (Flaw flaw : Flaw.values()) {
      needed.addAll(failed(flaw));
    }
    List<String> idle =
        ContractCases.all().stream()
            .map(ContractCase::name)
            .filter(name -> !needed.contains(name))
            // the two that only the restart of a real subscriber, and its errors, can break
            .filter(name -> !name.equals("a restart builds the same table"))
            .filter(name -> !name.equals("a tombstone of what is not known is nothing"))
            .toList();
    assertEquals(List.of(), idle);
  }

  @Test
  void casesHaveNamesOfTheirOwnAndAskSomething() {
    Set<String> names = new HashSet<>();
    for (ContractCase each : ContractCases.all()) {
      assertTrue(names.add(each.name()), each.name());
      assertTrue(each.steps().stream().anyMatch(Step.Ask.class::isInstance), each.name());
    }
  }

  @Test
  void aCaseIsALineOfJson() {
    ContractCase each =
        new CaseBuilder()
            .at(7)
            .tombstone(ActionKind.SUSPEND)
            .restart()
            .nothing()
            .build("a \"b\"", "c\\");
    assertEquals(
        "{\"case\":\"a \\\"b\\\"\",\"law\":\"c\\\\\",\"steps\":["
            + "{\"feed\":\"actions\",\"at\":7,\"key\":\"ZGVmYXVsdHxBQ0NPVU5UfGFjY3QtN3xTVVNQRU5E\",\"value\":null},"
            + "{\"restart\":true},"
            + "{\"feed\":\"actions\",\"at\":7,\"key\":\"ZGVmYXVsdHxBQ0NPVU5UfGFjY3QtN3xTVVNQRU5E\",\"value\":null},"
            + "{\"ask\":{\"tenant\":\"default\",\"account\":\"acct-7\",\"api_key\":\"key-7\",\"organization\":\"org-7\"},\"at\":7,"
            + "\"expect\":{\"rung\":\"NONE\",\"reference\":\"\",\"observe\":false,\"challenge\":false,\"watermark\":false}}]}",
        PrintCases.json(each));
  }

  private static List<String> failed(Flaw flaw) {
    List<String> failed = new ArrayList<>();
    for (ContractCase each : ContractCases.all()) {
      try {
        each.run(new PlainSubscriber(flaw));
      } catch (AssertionError | Exception e) {
        failed.add(each.name());
      }
    }
    return failed;
  }
}
