package io.stillwatch.contract;

import java.util.List;

/**
 * One case of the contract.
 *
 * @param name a sentence about behaviour
 * @param law the law it stands for
 */
public record ContractCase(String name, String law, List<Step> steps) {

  public ContractCase {
    steps = List.copyOf(steps);
  }

  /**
   * Runs it.
   *
   * @throws AssertionError at the first answer that is not as the law has it
   */
  public void run(SubscriberUnderTest subscriber) throws Exception {
    int asked = 0;
    for (Step step : steps) {
      if (step instanceof Step.Feed feed) {
        subscriber.feed(feed.topic(), feed.key(), feed.value(), feed.nowMs());
      } else if (step instanceof Step.Restart) {
        subscriber.restart();
      } else if (step instanceof Step.Ask ask) {
        asked++;
        Answer answer = subscriber.ask(ask.request(), ask.nowMs());
        if (!answer.equals(ask.expected())) {
          throw new AssertionError(
              "'%s', question %d at %d ms about %s: expected %s but the subscriber says %s. The law: %s"
                  .formatted(name, asked, ask.nowMs(), ask.request(), ask.expected(), answer, law));
        }
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
