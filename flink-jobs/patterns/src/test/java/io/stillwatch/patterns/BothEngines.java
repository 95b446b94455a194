package io.stillwatch.patterns;

import io.stillwatch.patterns.Match.StepTaken;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.patterns.cep.AccountClockCepOperator;
import io.stillwatch.patterns.cep.CepPatterns;
import io.stillwatch.patterns.cep.Packer;
import io.stillwatch.patterns.operator.LookSerializer;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;

/** Runs a sequence over looks, on the packed automaton and on Flink's own CEP operator. */
public final class BothEngines {

  private BothEngines() {}

  /**
   * What one engine said of one pattern and stream.
   *
   * @param matches a multiset, in the order of its texts: which look, counted from 0, completed a
   *     match of which account, and what each step took, such as {@code 4 a0 p=x0 q=x2..x4*3}
   */
  public record Said(List<String> matches, int dropped) {}

  public static Said packed(PatternSpec spec, List<Look> looks) {
    Automaton automaton = Packer.pack(spec);
    Map<Long, String> names = names(looks);
    Map<String, AccountProfile> profiles = new HashMap<>();
    List<String> matches = new ArrayList<>();
    for (int i = 0; i < looks.size(); i++) {
      Look look = looks.get(i);
      String by = i + " " + look.sighting().accountId();
      AccountProfile profile =
          profiles.computeIfAbsent(look.sighting().accountId(), a -> AccountProfile.empty());
      automaton.accept(
          look, profile.nextLook(), profile, m -> matches.add(by + told(m.steps(), names)));
      // Live matches survive being stored and loaded between any two looks.
      profiles.put(look.sighting().accountId(), AccountProfile.decode(profile.encode()));
    }
    return new Said(
        matches.stream().sorted().toList(),
        profiles.values().stream().mapToInt(AccountProfile::dropped).sum());
  }

  public static Said stock(PatternSpec spec, List<Look> looks) throws Exception {
    Sequence sequence = (Sequence) spec.form();
    List<String> matches = new ArrayList<>();
    AccountClockCepOperator<String> operator =
        new AccountClockCepOperator<>(
            new LookSerializer(), CepPatterns.of(sequence), new Teller(sequence, names(looks)));
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<String, Look, String>(
            operator, look -> look.sighting().accountId(), Types.STRING)) {
      harness.setup(
          Types.STRING.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
      harness.open();
      int told = 0;
      for (int i = 0; i < looks.size(); i++) {
        harness.processElement(looks.get(i), 0);
        List<String> all = harness.extractOutputValues();
        for (; told < all.size(); told++) {
          matches.add(i + " " + looks.get(i).sighting().accountId() + all.get(told));
        }
      }
    }
    return new Said(matches.stream().sorted().toList(), 0);
  }

  private static HashMap<Long, String> names(List<Look> looks) {
    HashMap<Long, String> names = new HashMap<>();
    looks.forEach(look -> names.put(look.sighting().exchangeHash(), look.sighting().exchangeId()));
    return names;
  }

  private static String told(List<StepTaken> steps, Map<Long, String> names) {
    StringBuilder told = new StringBuilder();
    for (StepTaken step : steps) {
      told.append(' ').append(step.name()).append('=').append(names.get(step.firstExchange()));
      if (step.count() > 1) {
        told.append("..").append(names.get(step.lastExchange())).append('*').append(step.count());
      }
    }
    return told.toString();
  }

  private static final class Teller extends PatternProcessFunction<Look, String> {
    private static final long serialVersionUID = 1L;
    private final Sequence sequence;
    private final HashMap<Long, String> names;

    Teller(Sequence sequence, HashMap<Long, String> names) {
      this.sequence = sequence;
      this.names = names;
    }

    @Override
    public void processMatch(
        Map<String, List<Look>> taken, Context context, Collector<String> out) {
      List<StepTaken> steps = new ArrayList<>();
      for (Step step : sequence.steps()) {
        List<Look> looks = taken.getOrDefault(step.name(), List.of());
        if (!looks.isEmpty()) {
          steps.add(
              new StepTaken(
                  step.name(),
                  looks.size(),
                  looks.get(0).sighting().exchangeHash(),
                  looks.get(looks.size() - 1).sighting().exchangeHash()));
        }
      }
      out.collect(told(steps, names));
    }
  }
}
