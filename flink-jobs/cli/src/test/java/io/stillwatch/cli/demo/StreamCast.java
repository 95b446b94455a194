package io.stillwatch.cli.demo;

import io.stillwatch.cli.demo.Population.Common;
import io.stillwatch.cli.demo.Population.Network;
import io.stillwatch.cli.demo.Population.Surface;
import io.stillwatch.schemas.Client;
import io.stillwatch.schemas.RequestParams;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Everybody in the labelled stream.
 *
 * <p>All come from one population. Honest groups share what campaigns share: a network, a card, a
 * template, a program, the day on which they signed up. Only a campaign deals its work from one
 * deck.
 */
final class StreamCast {

  private static final long DAY_MS = 86_400_000;
  private static final long END_MS = LabelledStream.LENGTH.toMillis();

  private final SplittableRandom random;
  private final Phrasebook words;
  private final Population population;
  private final List<StreamMember> members = new ArrayList<>();

  StreamCast(long seed, Phrasebook words) {
    this.random = new SplittableRandom(seed);
    this.words = words;
    this.population = new Population(random.split(), LabelledStream.START);
  }

  /** In an order that says nothing. */
  List<StreamMember> members() {
    thinCampaign();
    pairedCampaign();
    campaignWithTemplatesOfItsOwn();
    loudCampaign();
    classroom();
    enterprise();
    evaluationTeam();
    usersOfOneTool();
    singles();
    Collections.shuffle(members, new Random(random.nextLong()));
    return List.copyOf(members);
  }

  // ---------------------------------------------------------------- campaigns

  /** Few exchanges an account: one template, some cards and some programs in common. */
  private void thinCampaign() {
    Deck<String> deck = new Deck<>(dice -> words.say("harvest.problem", dice));
    String frame = words.say("workbook", random);
    campaign("thin", "trace", "none", 36, member -> ask(dice -> fill(frame, deck.deal(dice))));
  }

  /** One queue of comparisons; the two orders of one go to any two members, hours apart. */
  private void pairedCampaign() {
    Deck<Comparison> deck = new Deck<>(dice -> Comparison.draw(words, dice));
    List<Comparison> second = new ArrayList<>();
    String frame = words.say("pairs.frame.1", random);
    campaign(
        "pairs",
        "reward",
        "split_pairs",
        28,
        member ->
            ask(
                dice -> {
                  if (second.size() > 60 && dice.nextBoolean()) {
                    return second.remove(dice.nextInt(second.size())).in(frame);
                  }
                  Comparison item = deck.deal(dice);
                  second.add(item.swapped());
                  return item.in(frame);
                }));
  }

  /** The same work as the thin campaign's, but no two members word it alike. */
  private void campaignWithTemplatesOfItsOwn() {
    Deck<String> deck = new Deck<>(dice -> words.say("harvest.problem", dice));
    campaign(
        "own-templates",
        "bulk",
        "template_per_account",
        30,
        member -> {
          String frame = words.say("header", random);
          return ask(dice -> fill(frame, deck.deal(dice)));
        });
  }

  /** A few accounts that ask fast and plainly: what account-wide patterns already see. */
  private void loudCampaign() {
    Deck<String> deck = new Deck<>(dice -> words.say("harvest.frame", dice));
    for (int i = 0; i < 5; i++) {
      Account account = population.draw(Surface.API, Common.NOTHING, null);
      long from = random.nextLong(DAY_MS);
      add(account, ask(deck::deal), 3, 16, from, END_MS, attack("loud", "trace", "none"));
    }
  }

  private void campaign(
      String id, String archetype, String evasion, int size, IntFunction<Customer> work) {
    List<Network> networks = List.of(population.cloud(), population.cloud(), population.cloud());
    List<String> cards = List.of(population.card(), population.card(), population.card());
    List<Account> programs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      programs.add(population.draw(Surface.API, Common.NOTHING, null));
    }
    for (int i = 0; i < size; i++) {
      Common common =
          new Common(
              null,
              random.nextInt(3) == 0 ? networks.get(random.nextInt(3)) : null,
              random.nextInt(2) == 0 ? cards.get(random.nextInt(3)) : null,
              random.nextInt(5) < 3 ? 14 : 400);
      Account account = population.draw(Surface.API, common, null);
      if (random.nextInt(4) > 0) {
        account = speakingLike(programs.get(random.nextInt(3)), account);
      }
      long joins = random.nextLong(END_MS / 2);
      add(
          account,
          work.apply(i),
          5 + 5 * random.nextDouble(),
          1,
          joins,
          END_MS,
          attack(id, archetype, evasion));
    }
  }

  // ---------------------------------------------------------------- hard honest groups

  private void classroom() {
    Common school = new Common(null, population.office(), null, 3);
    String assignment = words.say("assignment", random);
    long begins = DAY_MS / 2;
    for (int i = 0; i < 30; i++) {
      Customer student =
          ask(
              dice ->
                  dice.nextInt(3) == 0
                      ? words.say("assignment.help", dice)
                      : assignment + "\n\n" + words.say("class.ask", dice));
      add(
          population.draw(Surface.APP, school, null),
          student,
          uneven(9),
          1,
          begins + random.nextLong(DAY_MS / 3),
          END_MS,
          honest("classroom", "classroom0"));
    }
  }

  private void enterprise() {
    Common company =
        new Common(population.organization(), population.office(), population.card(), 500);
    String system = words.say("support.system", random);
    for (int i = 0; i < 35; i++) {
      add(
          population.draw(Surface.API, company, null),
          new TemplateCustomer(words, system, "support.ask", "support.answer", 0),
          uneven(14),
          1,
          0,
          END_MS,
          honest("enterprise", "enterprise0"));
    }
  }

  /** Seats of one team that run the same suite, and compare the same drafts, at every release. */
  private void evaluationTeam() {
    Common team = new Common(population.organization(), population.office(), null, 300);
    String system = words.say("suite.system", random);
    String frame = words.say("judge.frame", random);
    List<Exchange> suite = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      suite.add(
          Exchange.single(
              system, words.say("suite.ask", random), words.say("eval.answer", random)));
    }
    for (int i = 0; i < 8; i++) {
      Comparison item = Comparison.draw(words, random);
      suite.add(Exchange.single(null, item.in(frame), "FIRST"));
      suite.add(Exchange.single(null, item.swapped().in(frame), "SECOND"));
    }
    for (int i = 0; i < 8; i++) {
      add(
          population.draw(Surface.API, team, Population.shortAnswer(64, null)),
          new ListCustomer(suite),
          1.5,
          suite.size(),
          0,
          END_MS,
          honest("evaluation_team", "evaluation_team0"));
    }
  }

  /** Strangers with the same template, program and parameters. */
  private void usersOfOneTool() {
    String frame = words.say("tool", random);
    RequestParams params = Population.shortAnswer(300, null);
    Account program = population.draw(Surface.EDITOR, Common.NOTHING, params);
    for (int i = 0; i < 35; i++) {
      add(
          speakingLike(program, population.draw(Surface.EDITOR, Common.NOTHING, params)),
          ask(dice -> fill(frame, words.say("tool.text", dice))),
          uneven(9),
          1,
          random.nextInt(3) == 0 ? random.nextLong(END_MS / 2) : 0,
          END_MS,
          honest("public_tool", "public_tool0"));
    }
  }

  private void singles() {
    for (int i = 0; i < 420; i++) {
      Common common = random.nextInt(5) == 0 ? Common.NOTHING.withYoung(10) : Common.NOTHING;
      int draw = random.nextInt(100);
      String header = words.say("header", random);
      Surface surface = draw < 55 ? Surface.APP : draw < 85 ? Surface.API : Surface.EDITOR;
      Customer customer =
          draw < 55
              ? new ChatCustomer(words, draw < 20 ? words.say("chat.system", random) : null)
              : draw < 70
                  ? new TemplateCustomer(
                      words, words.say("rag.system", random), "rag.ask", "rag.answer", 0)
                  : draw < 85
                      ? ask(dice -> fill(header, words.say("batch.label.ask", dice)))
                      : new TemplateCustomer(
                          words, words.say("code.system", random), "code.ask", "code.answer", 2);
      add(
          population.draw(surface, common, null),
          customer,
          uneven(9),
          1,
          random.nextInt(4) == 0 ? random.nextLong(END_MS) : 0,
          END_MS,
          honest("single", null));
    }
  }

  // ---------------------------------------------------------------- parts

  private interface Prompt {
    String of(RandomGenerator dice);
  }

  private Customer ask(Prompt prompt) {
    return dice ->
        Exchange.single(
            null,
            prompt.of(dice),
            words.say("harvest.answer", dice).substring(0, 20 + dice.nextInt(60)));
  }

  private static String fill(String frame, String item) {
    return frame.replace("%t", item);
  }

  /** Weights vary from account to account as people do. */
  private double uneven(double perDay) {
    return perDay * (0.3 + 1.4 * random.nextDouble());
  }

  /** The same account through the program of another, with its parameters. */
  private static Account speakingLike(Account program, Account account) {
    Client client = Client.newBuilder(account.client()).build();
    client.setUserAgent(program.client().getUserAgent());
    client.setTlsFingerprint(program.client().getTlsFingerprint());
    return new Account(
        account.id(),
        account.organizationId(),
        account.apiKeyId(),
        account.model(),
        account.region(),
        client,
        account.facts(),
        program.params());
  }

  private void add(
      Account account,
      Customer customer,
      double perDay,
      int burst,
      long fromMs,
      long untilMs,
      String label) {
    Seat seat = new Seat(account, Role.CHAT, customer, new Pace.WalkIn(1), random.split());
    members.add(new StreamMember(seat, perDay, burst, fromMs, untilMs, label));
  }

  private static String attack(String campaign, String archetype, String evasion) {
    return "{\"label\": \"attack\", \"cls\": \"attack\", \"campaign\": \"%s\", \"archetype\": \"%s\", \"evasion\": \"%s\"}"
        .formatted(campaign, archetype, evasion);
  }

  private static String honest(String cls, @Nullable String group) {
    return "{\"label\": \"benign\", \"cls\": \"%s\", \"group\": %s}"
        .formatted(cls, group == null ? "null" : "\"" + group + "\"");
  }
}
