package io.stillwatch.patterns.operator;

import io.stillwatch.profiles.Attempt;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.Shown;
import java.io.Serializable;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * The side ways by which what accounts show leaves the account stage.
 *
 * @param links takes the links that are news
 * @param attempts takes the prompts that accounts try to have answered
 */
public record ShownOutput(OutputTag<LinkObservation> links, OutputTag<Attempt> attempts)
    implements Serializable {

  Shown to(Output<?> output) {
    return new Shown() {
      @Override
      public void link(LinkObservation observation) {
        output.collect(links, new StreamRecord<>(observation));
      }

      @Override
      public void attempt(Attempt attempt) {
        output.collect(attempts, new StreamRecord<>(attempt));
      }
    };
  }
}
