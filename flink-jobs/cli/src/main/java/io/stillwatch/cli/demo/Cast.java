package io.stillwatch.cli.demo;

import io.stillwatch.cli.demo.Population.Common;
import io.stillwatch.cli.demo.Population.Network;
import io.stillwatch.cli.demo.Population.Surface;
import io.stillwatch.schemas.RequestParams;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Everybody in the simulated world: honest customers of many kinds, those that look like an attack
 * among them, and three campaigns.
 *
 * <p>What makes a campaign here, and nothing else: one deck of work dealt without replacement to
 * accounts that join one after the other in the first third of the run. Ages, networks, cards and
 * programs come from the same pools for everybody; some members share some, as some honest
 * customers do.
 */
final class Cast {

  /** Each campaign has at least these accounts, and up to {@link #MEMBERS_SPREAD} more. */
  private static final int MEMBERS_MIN = 26;

  private static final int MEMBERS_SPREAD = 7;

  // What a member asks in all, however long the run: a campaign's accounts are light users.
  private static final int HARVEST_EXCHANGES = 30;
  private static final int PAIR_EXCHANGES = 56;
  private static final int RUBRIC_EXCHANGES = 42;

  private static final int SUPPORT_SEATS = 40;
  private static final int CLASSROOM_SEATS = 30;
  private static final int JUDGE_ITEMS = 12;
  private static final int EVALUATION_ITEMS = 24;

  private final TrafficPlan plan;
  private final Phrasebook phrases;
  private final SplittableRandom random;
  private final Population population;
  private final List<Seat> seats = new ArrayList<>();

  private Cast(TrafficPlan plan, Phrasebook phrases) {
    this.plan = plan;
    this.phrases = phrases;
    this.random = new SplittableRandom(plan.seed());
    this.population = new Population(random.split(), plan.start());
  }

  /** All seats, in an order that says nothing. */
  static List<Seat> of(TrafficPlan plan, Phrasebook phrases) {
    Cast cast = new Cast(plan, phrases);
    cast.campaigns();
    cast.lookAlikes();
    cast.everybodyElse(plan.accounts() - cast.seats.size());
    Collections.shuffle(cast.seats, new Random(cast.random.nextLong()));
    return List.copyOf(cast.seats);
  }

  private void campaigns() {
    Deck<String> problems = new Deck<>(r -> phrases.say("harvest.frame", r));
    campaign(
        Role.REASONING_HARVEST,
        HARVEST_EXCHANGES,
        null,
        i -> new DeckCustomer(problems, null, r -> phrases.say("harvest.answer", r)));

    Deck<Comparison> comparisons = new Deck<>(r -> Comparison.draw(phrases, r));
    campaign(
        Role.REWARD_PAIRS,
        PAIR_EXCHANGES,
        Population.shortAnswer(4, null),
        i -> new PairCustomer(comparisons, phrases.say("pairs.frame." + (1 + i % 3), random)));

    List<String> frames =
        List.of(
            phrases.say("rubric.frame.1", random),
            phrases.say("rubric.frame.2", random),
            phrases.say("rubric.frame.3", random));
    Deck<String> submissions = new Deck<>(r -> phrases.say("submission", r));
    campaign(
        Role.RUBRIC_GRADING,
        RUBRIC_EXCHANGES,
        Population.shortAnswer(8, null),
        i ->
            random ->
                Exchange.single(
                    null,
                    frames.get(i % 3).replace("%t", submissions.deal(random)),
                    String.valueOf(random.nextInt(1, 8))));
  }

  private interface Work {
    Customer of(int member);
  }

  private void campaign(Role role, int exchanges, @Nullable RequestParams params, Work work) {
    int members = MEMBERS_MIN + random.nextInt(MEMBERS_SPREAD + 1);
    long runMs = plan.duration().toMillis();
    List<Network> networks = List.of(population.cloud(), population.cloud(), population.cloud());
    List<String> cards = List.of(population.card(), population.card(), population.card());
    for (int i = 0; i < members; i++) {
      Common common =
          new Common(
              null,
              random.nextInt(3) == 0 ? networks.get(random.nextInt(networks.size())) : null,
              random.nextInt(3) == 0 ? cards.get(random.nextInt(cards.size())) : null,
              random.nextInt(5) < 3 ? 14 : 400);
      long joinMs = runMs / 100 + random.nextLong(runMs * 31 / 100);
      seat(
          population.draw(Surface.API, common, params),
          role,
          work.of(i),
          new Pace.Joins(joinMs, (runMs - joinMs) / exchanges));
    }
  }

  /** Honest customers that do, for a reason, what a campaign does. */
  private void lookAlikes() {
    long runMs = plan.duration().toMillis();
    for (int i = 0; i < 3; i++) {
      machine(
          Role.EVALUATION,
          null,
          new ListCustomer(evaluationSuite()),
          new Pace.Runs(runMs / 5 + random.nextLong(runMs / 5), runMs / 3, EVALUATION_ITEMS, 60));
    }
    for (int i = 0; i < 2; i++) {
      machine(
          Role.JUDGE,
          Population.shortAnswer(4, null),
          new ListCustomer(judgeSuite()),
          new Pace.Runs(random.nextLong(runMs / 8), runMs / 5, 2 * JUDGE_ITEMS, 90));
      machine(
          Role.GRADER,
          Population.shortAnswer(4, null),
          new TemplateCustomer(phrases, null, "grader.frame", "grader.answer", 0),
          new Pace.Runs(random.nextLong(runMs / 8), runMs / 5, 1, 1));
    }
    classroom();
    for (int i = 0; i < 4; i++) {
      walkIn(Surface.APP, Common.NOTHING, null, Role.QUOTER, 0.3, template("quote", null));
    }
    for (int i = 0; i < 3; i++) {
      walkIn(
          Surface.API,
          Common.NOTHING,
          Population.shortAnswer(1, 5),
          Role.LOGPROB_CLASSIFIER,
          4,
          template("logprob", phrases.say("logprob.system", random)));
    }
    supportBot();
  }

  private void classroom() {
    Common school = new Common(null, population.office(), null, 3);
    String system = phrases.say("class.system", random);
    for (int i = 0; i < CLASSROOM_SEATS; i++) {
      walkIn(Surface.APP, school, null, Role.CLASSROOM, 1, template("class", system));
    }
  }

  private void supportBot() {
    Common company =
        new Common(population.organization(), population.office(), population.card(), 500);
    String system = phrases.say("support.system", random);
    for (int i = 0; i < SUPPORT_SEATS; i++) {
      walkIn(Surface.API, company, null, Role.SUPPORT_BOT, 2, template("support", system));
    }
  }

  private void everybodyElse(int count) {
    for (int i = 0; i < count; i++) {
      Common common = random.nextInt(6) == 0 ? Common.NOTHING.withYoung(10) : Common.NOTHING;
      int draw = random.nextInt(100);
      if (draw < 62) {
        String system = random.nextInt(3) == 0 ? phrases.say("chat.system", random) : null;
        walkIn(Surface.APP, common, null, Role.CHAT, 1, new ChatCustomer(phrases, system));
      } else if (draw < 75) {
        String system = phrases.say("rag.system", random);
        walkIn(Surface.API, common, null, Role.DOCUMENTS, 1.5, template("rag", system));
      } else if (draw < 84) {
        String job = random.nextBoolean() ? "batch.label" : "batch.translate";
        String system = phrases.say(job + ".system", random);
        walkIn(Surface.API, common, null, Role.BATCH, 5, template(job, system));
      } else {
        String system = phrases.say("code.system", random);
        Customer coder =
            new TemplateCustomer(phrases, system, "code.ask", "code.answer", random.nextInt(6));
        walkIn(Surface.EDITOR, common, null, Role.CODE, 2, coder);
      }
    }
  }

  private Customer template(String job, @Nullable String system) {
    return new TemplateCustomer(phrases, system, job + ".ask", job + ".answer", 0);
  }

  private List<Exchange> evaluationSuite() {
    String system = phrases.say("eval.system", random);
    List<Exchange> list = new ArrayList<>();
    for (int i = 0; i < EVALUATION_ITEMS; i++) {
      list.add(
          Exchange.single(
              system, phrases.say("eval.ask", random), phrases.say("eval.answer", random)));
    }
    return list;
  }

  /** Twelve fixed comparisons, each in both orders. */
  private List<Exchange> judgeSuite() {
    String system = phrases.say("judge.system", random);
    String frame = phrases.say("judge.frame", random);
    List<Exchange> list = new ArrayList<>();
    for (int i = 0; i < JUDGE_ITEMS; i++) {
      Comparison item = Comparison.draw(phrases, random);
      list.add(Exchange.single(system, item.in(frame), "FIRST"));
      list.add(Exchange.single(system, item.swapped().in(frame), "SECOND"));
    }
    return list;
  }

  private void machine(Role role, @Nullable RequestParams params, Customer customer, Pace pace) {
    seat(population.draw(Surface.API, Common.NOTHING, params), role, customer, pace);
  }

  /** Weights vary from account to account as people do. */
  private void walkIn(
      Surface surface,
      Common common,
      @Nullable RequestParams params,
      Role role,
      double weight,
      Customer customer) {
    double uneven = weight * (0.3 + 1.4 * random.nextDouble());
    seat(population.draw(surface, common, params), role, customer, new Pace.WalkIn(uneven));
  }

  private void seat(Account account, Role role, Customer customer, Pace pace) {
    seats.add(new Seat(account, role, customer, pace, random.split()));
  }
}
