package io.stillwatch.contract;

import io.stillwatch.contract.Step.Request;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Fingerprint;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.schemas.SubjectKind;
import io.stillwatch.schemas.UnknownSchemaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber as a patient reader of the rules would write it, in the plainest way, and with one
 * flaw that such a reader might make.
 */
class PlainSubscriber implements SubscriberUnderTest {

  /** What somebody may get wrong. */
  enum Flaw {
    NONE,
    /** Lets the last row win, whatever its revision. */
    LAST_ROW_WINS,
    /** Takes a duplicate for news. */
    EQUAL_REVISION_WINS,
    /** Waits for the engine to say that an action has ended. */
    NO_END_OF_ITS_OWN,
    /** Ends an action a millisecond late. */
    END_INCLUDED,
    /** Waits for effective_at. */
    WAITS_FOR_EFFECTIVE_AT,
    /** Takes a tombstone for a revocation. */
    TOMBSTONE_ENDS,
    /** Forgets a row when it is revoked. */
    FORGETS_REVOKED,
    /** Keeps one row a subject: the highest rung erases the others. */
    ONE_ROW_A_SUBJECT,
    /** Lets the lowest rung hold. */
    LOWEST_RUNG,
    /** Asks the account before the key. */
    WIDEST_SPEAKS,
    /** Keeps tenants together. */
    ONE_TENANT,
    /** Takes a row's subject from the record's key and forgets that it is escaped. */
    KEY_NOT_UNESCAPED,
    /** Enforces rows in shadow. */
    ENFORCES_SHADOW,
    /** Takes an unknown state for active. */
    UNKNOWN_STATE_BINDS,
    /** Fails at a record that it cannot read. */
    FAILS_AT_RUBBISH,
    /** Knows only the schemas of its own release. */
    NO_SCHEMA_TOPIC,
    /** Drops a row whose schema it does not know yet. */
    DROPS_WHAT_MUST_WAIT,
    /** Does not read the feedback topic. */
    NO_FEEDBACK,
    /** Takes the freeze of any subject for the tenant's. */
    FREEZE_OF_ANYBODY,
    /** Holds back OBSERVE as well. */
    FREEZE_HOLDS_ALL,
    /** Lets only the rungs be held back. */
    FREEZE_HOLDS_RUNGS_ONLY,
    /** Takes any later record under the key for the end of a freeze. */
    ANY_WORD_RESUMES,
    /** Lets what was held back fire when an exception ends. */
    EXCEPTION_ONLY_PAUSES,
    /** Beats only what was in force when the exception began. */
    EXCEPTION_BEATS_ONLY_OLDER,
    /** Does not know that an exception can be removed. */
    EXCEPTION_NOT_REMOVED,
    /** Lets an exception cover only rows about its own subject. */
    EXCEPTION_COVERS_ITS_ROWS_ONLY,
    /** Does not know campaigns. */
    NO_CAMPAIGNS,
    /** Knows only what a campaign is called now, and not which one the account joined. */
    NO_PARTS,
    /** Lets a word about a campaign cover who came to it later by a merger. */
    FORGETS_WHEN_THEY_CAME,
    /** Lets an approval take back the dismissal of its own campaign alone. */
    PART_DISMISSED_FOR_EVER,
    /** Leaves exceptions for links to the engine. */
    NO_LINKS,
    /** Knows links and no networks. */
    NO_NETWORKS,
    /** Leaves reprieves to the engine. */
    NO_REPRIEVES,
    /** Does not know which pattern decided what. */
    NO_PATTERNS,
    /** Leaves what is said of a single action to the engine, which ends its row. */
    NO_ACTIONS,
    /** Lets a reprieve of an action cover whatever is done to the same subject. */
    ACTION_IS_ITS_SUBJECT,
    /** Lets a reprieve cover only what was decided before it was said. */
    REPRIEVE_HAS_NO_UNTIL,
    /** Does not let an approval take a dismissal back. */
    DISMISSED_FOR_EVER,
    /** Takes a dismissal for a reprieve. */
    DISMISSAL_ENDS,
    /** Lets an exception without an end last for ever. */
    ENDLESS_EXCEPTION
  }

  private final Flaw flaw;
  private Map<String, EnforcementAction> rows = new HashMap<>();
  private Map<String, Feedback> words = new HashMap<>();
  private Map<Long, Schema> schemas = new HashMap<>();
  private List<byte[]> waiting = new ArrayList<>();

  PlainSubscriber(Flaw flaw) {
    this.flaw = flaw;
  }

  private boolean has(Flaw one) {
    return flaw == one;
  }

  @Override
  public void restart() {
    rows = new HashMap<>();
    words = new HashMap<>();
    schemas = new HashMap<>();
    waiting = new ArrayList<>();
  }

  @Override
  public void feed(Topic topic, byte[] key, byte @Nullable [] value, long nowMs) throws Exception {
    try {
      switch (topic) {
        case ACTIONS -> action(new String(key, StandardCharsets.UTF_8), value);
        case FEEDBACK -> {
          if (value != null && !has(Flaw.NO_FEEDBACK)) {
            feedback(RecordCodec.of(Feedback.class).decode(value));
          }
        }
        case SCHEMAS -> {
          Schema schema = new Schema.Parser().parse(new String(value, StandardCharsets.UTF_8));
          if (!has(Flaw.NO_SCHEMA_TOPIC)) {
            schemas.put(Fingerprint.of(schema), schema);
          }
          List<byte[]> again = waiting;
          waiting = new ArrayList<>();
          for (byte[] row : again) {
            action("", row);
          }
        }
      }
    } catch (IOException | AvroRuntimeException e) {
      if (has(Flaw.FAILS_AT_RUBBISH)) {
        throw e;
      }
    }
  }

  private void action(String key, byte @Nullable [] value) throws IOException {
    if (value == null) {
      if (has(Flaw.TOMBSTONE_ENDS)) {
        rows.remove(key.replace('|', '\n'));
      }
      return;
    }
    SchemaResolver foreign = schemas::get;
    try {
      EnforcementAction row =
          RecordCodec.of(EnforcementAction.class, SchemaResolver.builtIn().or(foreign))
              .decode(value);
      if (has(Flaw.KEY_NOT_UNESCAPED) && !key.isEmpty()) {
        row.setSubjectId(key.split("\\|")[2]);
      }
      put(row);
    } catch (UnknownSchemaException e) {
      if (!has(Flaw.DROPS_WHAT_MUST_WAIT)) {
        waiting.add(value);
      }
    }
  }

  private void put(EnforcementAction row) {
    String key = key(row.getTenant(), row.getSubjectKind(), row.getSubjectId(), row.getKind());
    EnforcementAction known = rows.get(key);
    long revision = known == null ? Long.MIN_VALUE : known.getRevision();
    if (row.getRevision() > revision
        || has(Flaw.LAST_ROW_WINS)
        || (has(Flaw.EQUAL_REVISION_WINS) && row.getRevision() == revision)) {
      rows.put(key, row);
      if (has(Flaw.FORGETS_REVOKED) && row.getState() == ActionState.REVOKED) {
        rows.remove(key);
      }
    }
  }

  private String key(String tenant, SubjectKind subjectKind, String id, ActionKind kind) {
    return (has(Flaw.ONE_TENANT) ? "" : tenant)
        + "\n"
        + subjectKind
        + "\n"
        + id
        + "\n"
        + (has(Flaw.ONE_ROW_A_SUBJECT) ? "" : kind);
  }

  private void feedback(Feedback said) {
    FeedbackKind kind = said.getKind();
    boolean freeze = kind == FeedbackKind.FREEZE || kind == FeedbackKind.RESUME;
    boolean exception =
        kind == FeedbackKind.EXCEPTION
            || (kind == FeedbackKind.EXCEPTION_REMOVED && !has(Flaw.EXCEPTION_NOT_REMOVED));
    exception |=
        (kind == FeedbackKind.REVOKE || kind == FeedbackKind.DISMISS) && !has(Flaw.NO_REPRIEVES);
    exception |=
        kind == FeedbackKind.APPROVE
            && said.getScope() == FeedbackScope.CAMPAIGN
            && !has(Flaw.DISMISSED_FOR_EVER);
    boolean relevant =
        said.getScope() == FeedbackScope.TENANT ? freeze || has(Flaw.ANY_WORD_RESUMES) : exception;
    if (relevant) {
      words.put(
          said.getTenant()
              + "\n"
              + said.getScope()
              + "\n"
              + said.getSubject()
              + "\n"
              + said.getFeedbackId(),
          said);
    }
  }

  @Override
  public Answer ask(Request request, long nowMs) {
    List<ActionKind> ladder =
        has(Flaw.LOWEST_RUNG)
            ? List.of(ActionKind.THROTTLE, ActionKind.DEGRADE, ActionKind.SUSPEND)
            : List.of(ActionKind.SUSPEND, ActionKind.DEGRADE, ActionKind.THROTTLE);
    boolean frozen = frozen(request.tenant());
    EnforcementAction rung = null;
    for (ActionKind kind : ladder) {
      if (rung == null && !frozen) {
        rung = holding(request, kind, nowMs);
      }
    }
    boolean besideHeld = frozen && !has(Flaw.FREEZE_HOLDS_RUNGS_ONLY);
    return new Answer(
        rung == null ? "NONE" : rung.getKind().name(),
        rung == null ? "" : rung.getPublicReference(),
        !(frozen && has(Flaw.FREEZE_HOLDS_ALL))
            && holding(request, ActionKind.OBSERVE, nowMs) != null,
        !besideHeld && holding(request, ActionKind.CHALLENGE, nowMs) != null,
        !besideHeld && holding(request, ActionKind.WATERMARK, nowMs) != null);
  }

  private boolean frozen(String tenant) {
    return words.values().stream()
        .anyMatch(
            word ->
                word.getScope() == FeedbackScope.TENANT
                    && word.getTenant().equals(tenant)
                    && (word.getSubject().equals(tenant) || has(Flaw.FREEZE_OF_ANYBODY))
                    && word.getKind() == FeedbackKind.FREEZE);
  }

  private @Nullable EnforcementAction holding(Request request, ActionKind kind, long nowMs) {
    List<EnforcementAction> narrowFirst =
        new ArrayList<>(
            Arrays.asList(
                row(request.tenant(), SubjectKind.API_KEY, request.apiKey(), kind),
                row(request.tenant(), SubjectKind.ACCOUNT, request.account(), kind),
                row(request.tenant(), SubjectKind.ORGANIZATION, request.organization(), kind)));
    if (has(Flaw.WIDEST_SPEAKS)) {
      Collections.reverse(narrowFirst);
    }
    for (EnforcementAction row : narrowFirst) {
      if (row != null
          && row.getKind() == kind
          && holds(row, nowMs)
          && !beaten(request, row, nowMs)) {
        return row;
      }
    }
    return null;
  }

  private @Nullable EnforcementAction row(
      String tenant, SubjectKind subjectKind, @Nullable String id, ActionKind kind) {
    return id == null ? null : rows.get(key(tenant, subjectKind, id, kind));
  }

  private boolean holds(EnforcementAction row, long nowMs) {
    long end = row.getExpiresAt().toEpochMilli() + (has(Flaw.END_INCLUDED) ? 1 : 0);
    boolean active =
        row.getState() == ActionState.ACTIVE
            || (has(Flaw.UNKNOWN_STATE_BINDS) && row.getState() == ActionState.UNKNOWN);
    return active
        && (row.getMode() == Mode.ENFORCE || has(Flaw.ENFORCES_SHADOW))
        && (nowMs < end || has(Flaw.NO_END_OF_ITS_OWN))
        && (!has(Flaw.WAITS_FOR_EFFECTIVE_AT) || nowMs >= row.getEffectiveAt().toEpochMilli());
  }

  private boolean beaten(Request request, EnforcementAction row, long nowMs) {
    List<Feedback> covering =
        words.values().stream()
            .filter(word -> word.getTenant().equals(request.tenant()))
            .filter(word -> covers(word, request, row))
            .toList();
    return covering.stream()
        .filter(word -> !isTakenBack(word, covering))
        .anyMatch(word -> beats(word, row, nowMs));
  }

  private boolean isTakenBack(Feedback word, List<Feedback> covering) {
    return word.getKind() == FeedbackKind.DISMISS
        && covering.stream()
            .filter(other -> other.getKind() == FeedbackKind.APPROVE)
            .filter(other -> !has(Flaw.PART_DISMISSED_FOR_EVER))
            .anyMatch(approval -> approval.getAt().isAfter(word.getAt()));
  }

  private boolean coversMember(Feedback word, EnforcementAction row) {
    String joined = row.getJoinedCampaignId();
    if (joined == null || has(Flaw.NO_PARTS)) {
      return word.getSubject().equals(row.getCampaignId());
    }
    return word.getSubject().equals(joined)
        || row.getMergers().stream()
            .filter(merger -> merger.getInto().equals(word.getSubject()))
            .anyMatch(
                merger ->
                    !word.getAt().isBefore(merger.getAt()) || has(Flaw.FORGETS_WHEN_THEY_CAME));
  }

  private boolean covers(Feedback word, Request request, EnforcementAction row) {
    boolean itsRowsOnly = has(Flaw.EXCEPTION_COVERS_ITS_ROWS_ONLY);
    return switch (word.getScope()) {
      case ACCOUNT ->
          word.getSubject().equals(request.account())
              && (!itsRowsOnly || row.getSubjectKind() == SubjectKind.ACCOUNT);
      case ORGANIZATION ->
          word.getSubject().equals(request.organization())
              && (!itsRowsOnly || row.getSubjectKind() == SubjectKind.ORGANIZATION);
      case PATTERN -> word.getSubject().equals(row.getPatternId()) && !has(Flaw.NO_PATTERNS);
      case ACTION ->
          (word.getSubject().equals(row.getActionId()) || has(Flaw.ACTION_IS_ITS_SUBJECT))
              && !has(Flaw.NO_ACTIONS);
      case CAMPAIGN -> coversMember(word, row) && !has(Flaw.NO_CAMPAIGNS);
      case LINK -> row.getLinks().contains(word.getSubject()) && !has(Flaw.NO_LINKS);
      case NETWORK -> row.getLinks().contains(word.getSubject()) && !has(Flaw.NO_NETWORKS);
      default -> false;
    };
  }

  private boolean beats(Feedback word, EnforcementAction row, long nowMs) {
    Instant until = word.getUntil();
    long saidMs = word.getAt().toEpochMilli();
    long endMs =
        switch (word.getKind()) {
          case EXCEPTION -> {
            long endless = has(Flaw.ENDLESS_EXCEPTION) ? Long.MAX_VALUE : Long.MIN_VALUE;
            yield until == null ? endless : until.toEpochMilli();
          }
          case EXCEPTION_REMOVED -> until == null ? saidMs : Math.min(saidMs, until.toEpochMilli());
          case REVOKE ->
              until == null || has(Flaw.REPRIEVE_HAS_NO_UNTIL)
                  ? saidMs + 1
                  : Math.max(saidMs + 1, until.toEpochMilli());
          case APPROVE -> Long.MIN_VALUE;
          default -> has(Flaw.DISMISSAL_ENDS) ? saidMs + 1 : Long.MAX_VALUE;
        };
    long decidedMs = row.getEvidence().getLastAt().toEpochMilli();
    boolean older = decidedMs < (has(Flaw.EXCEPTION_BEATS_ONLY_OLDER) ? saidMs : endMs);
    return nowMs < endMs || (older && !has(Flaw.EXCEPTION_ONLY_PAUSES));
  }
}
