package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.TopicTrouble;
import io.stillwatch.cli.Unaudited;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.cli.patterns.Signature;
import io.stillwatch.jobs.ActionTopic;
import io.stillwatch.jobs.FeedbackTopic;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.Topics;
import io.stillwatch.patterns.language.LanguageLimits;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** What somebody says by a command, on its way to the topics. */
public final class HumanWord {

  /** A revocation is the only word of its kind about its subject. */
  private static final String REVOKED = "revoked";

  private static final int PARTS_TOLD_MAX = 20;

  /** How a subject ends that does not name all parts. */
  public static final String MORE_PARTS = " more";

  /** How long a decision may take to the topic. */
  public static final Duration ON_ITS_WAY = Duration.ofSeconds(5);

  private final KafkaAccess kafka;
  private final Topics topics;
  private final Signature signature;
  private final Instant now = InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS);

  /** To the topics of these brokers, under this name. */
  public HumanWord(KafkaAccess kafka, Topics topics, Signature signature) {
    this.kafka = kafka;
    this.topics = topics;
    this.signature = signature;
  }

  /** The same where nothing was read yet. */
  public static HumanWord to(BrokerOptions brokers, Signature signature) {
    signature.check();
    Topics topics = brokers.topics();
    return new HumanWord(brokers.reachable(topics.feedback(), topics.schemas()), topics, signature);
  }

  public KafkaAccess kafka() {
    return kafka;
  }

  public Topics topics() {
    return topics;
  }

  /** The moment at which it is said. */
  public Instant now() {
    return now;
  }

  /** A word that is signed. */
  public Feedback.Builder of(
      FeedbackKind kind, String tenant, FeedbackScope scope, String subject, String id) {
    requireText("the subject", subject);
    requireText("--tenant", tenant);
    return Feedback.newBuilder()
        .setFeedbackId(id)
        .setTenant(tenant)
        .setScope(scope)
        .setSubject(subject)
        .setKind(kind)
        .setWhy(signature.why())
        .setAuthor(signature.author())
        .setAt(now);
  }

  private static void requireText(String what, String text) {
    if (text.isBlank() || text.length() > 512) {
      throw new WrongUse(what + " must be 1 to 512 characters");
    }
  }

  /**
   * A word about a campaign, and the same about each of its parts: what was decided before a merger
   * names only the part.
   */
  public static List<Feedback> withParts(Feedback word, List<String> parts) {
    List<Feedback> words = new ArrayList<>(List.of(word));
    parts.forEach(part -> words.add(Feedback.newBuilder(word).setSubject(part).build()));
    return words;
  }

  /**
   * Says it: from then on engines and subscribers know.
   *
   * @throws Unaudited when it is said and the audit topic does not take it
   */
  public void say(Feedback word, String act) throws InterruptedException {
    say(List.of(word), act);
  }

  /** The same about a campaign and its parts. */
  public void say(List<Feedback> words, String act) throws InterruptedException {
    Feedback word = words.get(0);
    carryOut(words, List.of(), action -> word, word.getTenant(), act, subject(words));
  }

  /** First what takes effect, and last what tells of it. */
  private void carryOut(
      List<Feedback> words,
      List<EnforcementAction> ended,
      Function<EnforcementAction, Feedback> endedBy,
      String tenant,
      String act,
      String subject)
      throws InterruptedException {
    carryOut(
        () -> write(words),
        () -> end(ended, endedBy),
        () -> signature.audit(kafka, topics, tenant, act, subject, signature.why()),
        topics.audit());
  }

  /** One of the writes to the topics. */
  interface Write {
    void run() throws InterruptedException;
  }

  static void carryOut(Write words, Write rows, Write audit, String auditTopic)
      throws InterruptedException {
    words.run();
    rows.run();
    try {
      audit.run();
    } catch (KafkaException e) {
      throw new Unaudited(auditTopic, e);
    }
  }

  private void write(List<Feedback> words) throws InterruptedException {
    try {
      new FeedbackTopic(kafka, topics).write(words);
    } catch (KafkaException e) {
      throw cannot("write to", topics.feedback(), e);
    }
  }

  /**
   * Takes actions back: one word for each, and, by who may write the control topic, its row at
   * once, so that it ends for those who do not follow words, too, although no engine runs.
   *
   * @param subject what they have in common, for the audit topic
   * @throws Unaudited when they are taken back and the audit topic does not take it
   */
  public void revoke(List<EnforcementAction> actions, String tenant, String subject)
      throws InterruptedException {
    if (actions.isEmpty()) {
      return;
    }
    carryOut(
        actions.stream().map(this::revocation).toList(),
        actions,
        this::revocation,
        tenant,
        act(actions),
        subject);
  }

  /** The same by one word about all of them, or about a campaign and its parts. */
  public void revoke(List<EnforcementAction> actions, List<Feedback> words)
      throws InterruptedException {
    Feedback word = words.get(0);
    carryOut(words, actions, action -> word, word.getTenant(), act(actions), subject(words));
  }

  private static String act(List<EnforcementAction> actions) {
    return "revoke " + actions.size() + (actions.size() == 1 ? " action" : " actions");
  }

  private void end(List<EnforcementAction> actions, Function<EnforcementAction, Feedback> word)
      throws InterruptedException {
    if (actions.isEmpty()) {
      return;
    }
    try {
      new ActionTopic(kafka, topics).revoke(actions, word);
    } catch (KafkaException e) {
      if (e.getCause() instanceof TopicAuthorizationException) {
        return; // the control topic is the engine's alone; it and subscribers have the word
      }
      throw cannot("write to", topics.actions(), e);
    }
  }

  private Feedback revocation(EnforcementAction action) {
    return of(
            FeedbackKind.REVOKE,
            action.getTenant(),
            FeedbackScope.ACTION,
            action.getActionId(),
            REVOKED)
        .setUntil(action.getExpiresAt())
        .build();
  }

  /**
   * A word that takes back one action that was not seen yet, for as long as any can hold: its row
   * may be decided by a clock that is ahead, or go on in later revisions.
   */
  public Feedback revocation(String tenant, String actionId) {
    return of(FeedbackKind.REVOKE, tenant, FeedbackScope.ACTION, actionId, REVOKED)
        .setUntil(now.plus(LanguageLimits.ACTION_MAX))
        .build();
  }

  /**
   * A word that takes back all that a pattern or a campaign has done until now.
   *
   * @param seen what of it is in force
   */
  public Feedback revocation(
      String tenant, FeedbackScope scope, String subject, List<EnforcementAction> seen) {
    Instant at = InstantSource.system().instant();
    return of(FeedbackKind.REVOKE, tenant, scope, subject, REVOKED)
        .setAt(at)
        .setUntil(covering(at, seen))
        .build();
  }

  /** Until when: what is on its way at this moment is covered, and all that was seen. */
  static Instant covering(Instant at, List<EnforcementAction> seen) {
    Instant until = at.plus(ON_ITS_WAY);
    for (EnforcementAction action : seen) {
      Instant after = action.getEvidence().getLastAt().plusMillis(1);
      until = after.isAfter(until) ? after : until;
    }
    return until;
  }

  /** What stands on the control topic. */
  public static ActionTopic.Standing standing(KafkaAccess kafka, Topics topics, Instant now) {
    try {
      return new ActionTopic(kafka, topics).standing(now);
    } catch (KafkaException e) {
      throw cannotIn(kafka, "read", topics.actions(), e);
    }
  }

  /** The newest row of each key of the control topic. */
  static List<EnforcementAction> rows(KafkaAccess kafka, Topics topics) {
    try {
      return new ActionTopic(kafka, topics).rows();
    } catch (KafkaException e) {
      throw cannotIn(kafka, "read", topics.actions(), e);
    }
  }

  /** What was said so far: the latest of each key. */
  public static List<Feedback> said(KafkaAccess kafka, Topics topics) {
    try {
      return new FeedbackTopic(kafka, topics).latest();
    } catch (KafkaException e) {
      throw cannotIn(kafka, "read", topics.feedback(), e);
    }
  }

  private WrongUse cannot(String what, String topic, KafkaException e) {
    return cannotIn(kafka, what, topic, e);
  }

  static WrongUse cannotIn(KafkaAccess kafka, String what, String topic, KafkaException e) {
    return TopicTrouble.with(what, topic, kafka, e);
  }

  /** Such as {@code campaign c-1 and its parts c-2, c-3}. */
  static String subject(List<Feedback> words) {
    return subject(words.get(0))
        + parts(words.stream().skip(1).map(word -> word.getSubject()).toList());
  }

  /** Such as {@code and its parts c-2, c-3}; empty where there are none. */
  static String parts(List<String> parts) {
    return parts.isEmpty()
        ? ""
        : (parts.size() == 1 ? " and its part " : " and its parts ")
            + String.join(", ", parts.subList(0, Math.min(parts.size(), PARTS_TOLD_MAX)))
            + (parts.size() > PARTS_TOLD_MAX
                ? " and " + (parts.size() - PARTS_TOLD_MAX) + MORE_PARTS
                : "");
  }

  /** Such as {@code account a-1027}. */
  public static String subject(Feedback word) {
    return word.getScope().name().toLowerCase(Locale.ROOT) + " " + word.getSubject();
  }
}
