package io.stillwatch.contract;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The contract as a JUnit suite: implement it in a test class and say what to test. */
public interface SubscriberContract {

  /** A subscriber that has read nothing yet. */
  SubscriberUnderTest subscriber() throws Exception;

  /** One test for each case. */
  @TestFactory
  default Stream<DynamicTest> contract() {
    return ContractCases.all().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.name(),
                    () -> {
                      try (SubscriberUnderTest subscriber = subscriber()) {
                        each.run(subscriber);
                      }
                    }));
  }
}
