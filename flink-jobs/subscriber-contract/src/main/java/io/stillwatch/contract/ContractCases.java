package io.stillwatch.contract;

import static io.stillwatch.contract.CaseBuilder.ACCOUNT;
import static io.stillwatch.contract.CaseBuilder.KEY;
import static io.stillwatch.contract.CaseBuilder.ORGANIZATION;
import static io.stillwatch.contract.CaseBuilder.TENANT;
import static io.stillwatch.contract.CaseBuilder.reference;
import static io.stillwatch.contract.CaseBuilder.row;
import static io.stillwatch.schemas.ActionKind.CHALLENGE;
import static io.stillwatch.schemas.ActionKind.DEGRADE;
import static io.stillwatch.schemas.ActionKind.OBSERVE;
import static io.stillwatch.schemas.ActionKind.SUSPEND;
import static io.stillwatch.schemas.ActionKind.THROTTLE;
import static io.stillwatch.schemas.ActionKind.WATERMARK;

import io.stillwatch.contract.Step.Request;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Fingerprint;
import io.stillwatch.schemas.Merger;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.SubjectKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** All cases of the contract, in the order in which one would build a subscriber. */
public final class ContractCases {

  private static final String END = "A row binds until the millisecond before its expires_at.";
  private static final String REVISION =
      "Of the rows of one key the greatest revision wins; an equal one is a duplicate, a lower one"
          + " is old.";
  private static final String LADDER =
      "Of THROTTLE, DEGRADE and SUSPEND the highest in force holds; the others stand beside them.";
  private static final String UNKNOWN = "What is not known never binds, and never fails.";
  private static final String TOMBSTONE = "Tombstones only clean up.";
  private static final String EXCEPTION =
      "An exception beats all that was decided before its end (evidence.last_at), for good.";
  private static final String REPRIEVE = "A reprieve beats anything older or replayed.";
  private static final String MERGER =
      "A word about a campaign covers whoever joined it, and whoever had come to it by a merger"
          + " when the word was said; of approvals and dismissals the last counts.";
  private static final String FREEZE =
      "While a tenant is frozen nothing above OBSERVE is decided there; then all that still holds"
          + " binds again.";

  private ContractCases() {}

  public static List<ContractCase> all() {
    List<ContractCase> cases = new ArrayList<>();
    rows(cases);
    ladder(cases);
    unknown(cases);
    tombstones(cases);
    freezes(cases);
    exceptions(cases);
    reprieves(cases);
    mergers(cases);
    return cases;
  }

  private static CaseBuilder start() {
    return new CaseBuilder().at(1_000);
  }

  private static void rows(List<ContractCase> cases) {
    cases.add(
        start()
            .nothing()
            .row(SUSPEND, 1, 5_000)
            .rung(SUSPEND, 1)
            .at(4_999)
            .rung(SUSPEND, 1)
            .at(5_000)
            .nothing()
            .build("an action ends by itself", END));
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000, row -> row.setEffectiveAt(Instant.ofEpochMilli(60_000)))
            .rung(SUSPEND, 1)
            .build(
                "an action binds before its effective_at",
                "effective_at is the account's clock, which may run ahead; it is not waited for."));
    cases.add(
        start()
            .row(SUSPEND, 1, 5_000)
            .row(SUSPEND, 1, 9_000)
            .at(5_000)
            .nothing()
            .build("a duplicate changes nothing", REVISION));
    cases.add(
        start()
            .row(SUSPEND, 2, 5_000)
            .row(SUSPEND, 1, 9_000)
            .at(5_000)
            .nothing()
            .build("an old row that comes late changes nothing", REVISION));
    cases.add(
        start()
            .row(THROTTLE, 1, 5_000)
            .row(THROTTLE, 2, 9_000)
            .at(5_000)
            .rung(THROTTLE, 2)
            .at(9_000)
            .nothing()
            .build("an extension moves the end", REVISION));
    cases.add(
        start()
            .row(SUSPEND, 1, 9_000)
            .at(2_000)
            .row(SUSPEND, 2, 9_000, row -> row.setState(ActionState.REVOKED))
            .nothing()
            .row(SUSPEND, 1, 9_000)
            .nothing()
            .restart()
            .nothing()
            .build("a revocation wins over a replay, also after a restart", REVISION));
    cases.add(
        start()
            .row(SUSPEND, 2, 9_000, row -> row.setState(ActionState.REVOKED))
            .nothing()
            .row(SUSPEND, 1, 9_000)
            .nothing()
            .row(SUSPEND, 3, 9_000)
            .rung(SUSPEND, 3)
            .build("a revocation that comes before its action is remembered", REVISION));
    cases.add(
        start()
            .row(THROTTLE, 1, 9_000)
            .row(SUSPEND, 4, 5_000)
            .restart()
            .rung(SUSPEND, 4)
            .at(5_000)
            .restart()
            .rung(THROTTLE, 1)
            .build("a restart builds the same table", "Nothing need be kept but the topics."));
  }

  private static void ladder(List<ContractCase> cases) {
    cases.add(
        start()
            .row(THROTTLE, 1, 4_000)
            .row(SUSPEND, 1, 2_000)
            .row(DEGRADE, 1, 3_000)
            .rung(SUSPEND, 1)
            .at(2_000)
            .rung(DEGRADE, 1)
            .at(3_000)
            .rung(THROTTLE, 1)
            .at(4_000)
            .nothing()
            .build("a lower rung that lasts longer comes back", LADDER));
    cases.add(
        start()
            .row(OBSERVE, 1, 9_000)
            .row(CHALLENGE, 1, 9_000)
            .row(WATERMARK, 1, 9_000)
            .expect(new Answer("NONE", "", true, true, true))
            .row(DEGRADE, 1, 5_000)
            .expect(new Answer("DEGRADE", reference(DEGRADE, 1), true, true, true))
            .build("what stands beside the ladder combines with it", LADDER));
    cases.add(
        start()
            .row(row(SubjectKind.ORGANIZATION, ORGANIZATION, DEGRADE, 1, 5_000, 0).build())
            .row(row(SubjectKind.ACCOUNT, ACCOUNT, THROTTLE, 2, 9_000, 0).build())
            .row(row(SubjectKind.API_KEY, KEY, THROTTLE, 3, 9_000, 0).build())
            .rung(DEGRADE, 1)
            .at(5_000)
            .rung(THROTTLE, 3)
            .expect(
                new Request(TENANT, ACCOUNT, null, null),
                new Answer("THROTTLE", reference(THROTTLE, 2), false, false, false))
            .build(
                "the highest rung of key, account and organisation holds, and on a tie the"
                    + " narrowest",
                LADDER));
    cases.add(
        start()
            .row(SUSPEND, 1, 9_000)
            .expect(new Request("other", ACCOUNT, KEY, ORGANIZATION), Answer.NOTHING)
            .expect(new Request(TENANT, KEY, ACCOUNT, ACCOUNT), Answer.NOTHING)
            .build(
                "another tenant's subject, or another kind of subject, is another",
                "A subject is tenant, kind and id."));
    cases.add(
        start()
            .row(row(SubjectKind.ACCOUNT, "a|b%7C", SUSPEND, 1, 9_000, 0).build())
            .expect(
                new Request(TENANT, "a|b%7C", null, null),
                new Answer("SUSPEND", reference(SUSPEND, 1), false, false, false))
            .expect(new Request(TENANT, "a|b|", null, null), Answer.NOTHING)
            .build(
                "ids are taken from the record, with whatever is in them",
                "In keys | is written %7C and % is written %25; in values nothing is."));
  }

  private static void unknown(List<ContractCase> cases) {
    RecordCodec<EnforcementAction> codec = RecordCodec.of(EnforcementAction.class);
    byte[] row = codec.encode(row(SubjectKind.ACCOUNT, ACCOUNT, SUSPEND, 2, 9_000, 1_000).build());
    String schema = Fingerprint.hex(Fingerprint.of(Tomorrow.SCHEMA));
    byte[] json = Tomorrow.SCHEMA.toString().getBytes(StandardCharsets.UTF_8);
    String key = TENANT + "|ACCOUNT|" + ACCOUNT + "|";
    cases.add(
        start()
            .row(SUSPEND, 1, 9_000, r -> r.setMode(Mode.SHADOW))
            .row(DEGRADE, 1, 9_000, r -> r.setState(ActionState.EXPIRED))
            .row(THROTTLE, 1, 9_000, r -> r.setState(ActionState.UNKNOWN))
            .row(row(SubjectKind.UNKNOWN, ACCOUNT, SUSPEND, 1, 9_000, 0).build())
            .nothing()
            .build("only ACTIVE rows in mode ENFORCE bind", UNKNOWN));
    cases.add(
        start()
            .feed(Topic.SCHEMAS, schema, json)
            .feed(Topic.ACTIONS, key + "SUSPEND", Tomorrow.write(row, "state", "ACTIVE"))
            .rung(SUSPEND, 2)
            .build(
                "a row of a newer release is read by the schema on detection.schemas",
                "An unknown fingerprint is looked up; fields that are not known are passed over."));
    cases.add(
        start()
            .feed(Topic.ACTIONS, key + "SUSPEND", Tomorrow.write(row, "state", "ACTIVE"))
            .nothing()
            .feed(Topic.SCHEMAS, schema, json)
            .at(3_000)
            .rung(SUSPEND, 2)
            .build(
                "a row that comes before its schema waits for it",
                "The topics are read side by side: a row must not be lost for coming first."));
    cases.add(
        start()
            .feed(Topic.SCHEMAS, schema, json)
            .row(SUSPEND, 1, 9_000)
            .feed(Topic.ACTIONS, key + "QUARANTINE", Tomorrow.write(row, "kind", "QUARANTINE"))
            .rung(SUSPEND, 1)
            .feed(Topic.ACTIONS, key + "SUSPEND", Tomorrow.write(row, "state", "PAUSED"))
            .nothing()
            .build("symbols of a newer release are read as UNKNOWN", UNKNOWN));
    cases.add(
        start()
            .feed(Topic.ACTIONS, key + "SUSPEND", new byte[] {1, 2, 3})
            .feed(Topic.FEEDBACK, "?", "{}".getBytes(StandardCharsets.UTF_8))
            .feed(Topic.SCHEMAS, "?", "{".getBytes(StandardCharsets.UTF_8))
            .row(SUSPEND, 1, 9_000)
            .rung(SUSPEND, 1)
            .build("a record that cannot be read is skipped", UNKNOWN));
  }

  private static void tombstones(List<ContractCase> cases) {
    cases.add(
        start()
            .row(SUSPEND, 1, 9_000)
            .tombstone(SUSPEND)
            .rung(SUSPEND, 1)
            .at(9_000)
            .tombstone(SUSPEND)
            .nothing()
            .build("a tombstone does not end what holds", TOMBSTONE));
    cases.add(
        start()
            .row(SUSPEND, 1, 9_000)
            .row(SUSPEND, 2, 9_000, row -> row.setState(ActionState.REVOKED))
            .tombstone(SUSPEND)
            .row(SUSPEND, 1, 9_000)
            .nothing()
            .build("a tombstone does not bring back what was revoked", TOMBSTONE));
    cases.add(
        start()
            .tombstone(SUSPEND)
            .feed(Topic.ACTIONS, "no key", null)
            .feed(Topic.FEEDBACK, "no key", null)
            .row(SUSPEND, 1, 9_000)
            .rung(SUSPEND, 1)
            .build("a tombstone of what is not known is nothing", TOMBSTONE));
  }

  private static void freezes(List<ContractCase> cases) {
    cases.add(
        start()
            .row(SUSPEND, 1, 9_000)
            .row(OBSERVE, 1, 9_000)
            .row(CHALLENGE, 1, 9_000)
            .row(WATERMARK, 1, 9_000)
            .freeze()
            .expect(new Answer("NONE", "", true, false, false))
            .row(DEGRADE, 1, 20_000)
            .expect(new Answer("NONE", "", true, false, false))
            .at(8_999)
            .resume()
            .expect(new Answer("SUSPEND", reference(SUSPEND, 1), true, true, true))
            .at(9_000)
            .rung(DEGRADE, 1)
            .build("a freeze holds everything above OBSERVE back until it is resumed", FREEZE));
    cases.add(
        start()
            .row(SUSPEND, 1, 9_000)
            .resume()
            .freeze()
            .restart()
            .nothing()
            .resume()
            .restart()
            .rung(SUSPEND, 1)
            .build("of the records of one key the last on the topic counts", FREEZE));
    cases.add(
        start()
            .row(SUSPEND, 1, 9_000)
            .say(FeedbackScope.TENANT, "other", "freeze", FeedbackKind.FREEZE, null)
            .rung(SUSPEND, 1)
            .say(FeedbackScope.ACCOUNT, ACCOUNT, "freeze", FeedbackKind.FREEZE, null)
            .rung(SUSPEND, 1)
            .build("a freeze is about its own tenant", FREEZE));
    cases.add(
        start()
            .row(SUSPEND, 1, 9_000)
            .freeze()
            .say(FeedbackScope.TENANT, TENANT, "freeze", FeedbackKind.NOTE, null)
            .say(FeedbackScope.TENANT, TENANT, "freeze", FeedbackKind.UNKNOWN, null)
            .nothing()
            .feed(Topic.FEEDBACK, TENANT + "|TENANT|" + TENANT + "|freeze", null)
            .nothing()
            .build("only RESUME ends a freeze", FREEZE));
  }

  private static void exceptions(List<ContractCase> cases) {
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000)
            .at(2_000)
            .except(FeedbackScope.ACCOUNT, ACCOUNT, 5_000)
            .nothing()
            .at(3_000)
            .row(DEGRADE, 1, 90_000)
            .nothing()
            .at(5_000)
            .nothing()
            .at(60_000)
            .nothing()
            .build(
                "what was in force, or came, while an exception held does not fire at its end",
                EXCEPTION));
    cases.add(
        start()
            .except(FeedbackScope.ACCOUNT, ACCOUNT, 5_000)
            .at(4_000)
            .row(THROTTLE, 1, 90_000)
            .at(6_000)
            .nothing()
            .row(THROTTLE, 2, 90_000)
            .rung(THROTTLE, 2)
            .build("new evidence after the end acts again", EXCEPTION));
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000)
            .except(FeedbackScope.ACCOUNT, ACCOUNT, 80_000)
            .at(3_000)
            .exceptionRemoved(FeedbackScope.ACCOUNT, ACCOUNT)
            .nothing()
            .at(4_000)
            .row(SUSPEND, 2, 90_000)
            .rung(SUSPEND, 2)
            .build("an exception that is removed ends then", EXCEPTION));
    cases.add(
        start()
            .except(FeedbackScope.ORGANIZATION, ORGANIZATION, 5_000)
            .row(SUSPEND, 1, 90_000)
            .row(row(SubjectKind.API_KEY, KEY, DEGRADE, 1, 90_000, 1_000).build())
            .nothing()
            .expect(
                new Request(TENANT, ACCOUNT, null, "org-8"),
                new Answer("SUSPEND", reference(SUSPEND, 1), false, false, false))
            .build("an organisation's exception covers the requests of its accounts", EXCEPTION));
    cases.add(
        start()
            .row(row(SubjectKind.ORGANIZATION, ORGANIZATION, SUSPEND, 1, 90_000, 1_000).build())
            .except(FeedbackScope.ACCOUNT, ACCOUNT, 5_000)
            .nothing()
            .expect(
                new Request(TENANT, "acct-8", null, ORGANIZATION),
                new Answer("SUSPEND", reference(SUSPEND, 1), false, false, false))
            .build(
                "an account's exception covers its requests, also from what binds its organisation",
                EXCEPTION));
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000, row -> row.setCampaignId("c-1"))
            .row(THROTTLE, 1, 90_000)
            .except(FeedbackScope.CAMPAIGN, "c-1", 5_000)
            .rung(THROTTLE, 1)
            .at(6_000)
            .rung(THROTTLE, 1)
            .build("a campaign's exception covers what is done for its sake alone", EXCEPTION));
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000, row -> row.setLinks(List.of("card:00ab", "network:00cd")))
            .row(THROTTLE, 1, 90_000)
            .except(FeedbackScope.LINK, "card:00ff", 5_000)
            .rung(SUSPEND, 1)
            .except(FeedbackScope.LINK, "card:00ab", 5_000)
            .rung(THROTTLE, 1)
            .at(6_000)
            .rung(THROTTLE, 1)
            .row(SUSPEND, 2, 90_000, row -> row.setLinks(List.of("network:00cd")))
            .rung(SUSPEND, 2)
            .except(FeedbackScope.NETWORK, "network:00cd", 9_000)
            .rung(THROTTLE, 1)
            .build(
                "an exception for a link or a network covers the rows that carry it", EXCEPTION));
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000)
            .except(FeedbackScope.ACCOUNT, ACCOUNT, 5_000)
            .at(6_000)
            .restart()
            .nothing()
            .row(SUSPEND, 1, 90_000)
            .nothing()
            .build(
                "an exception that is over still beats what is older, after a restart", EXCEPTION));
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000)
            .say(FeedbackScope.ACCOUNT, ACCOUNT, "exception-1", FeedbackKind.EXCEPTION, null)
            .rung(SUSPEND, 1)
            .say(FeedbackScope.ACCOUNT, ACCOUNT, "v-1", FeedbackKind.FALSE_POSITIVE, null)
            .say(FeedbackScope.UNKNOWN, ACCOUNT, "exception-1", FeedbackKind.EXCEPTION, 9_000L)
            .say(FeedbackScope.LINK, ACCOUNT, "exception-1", FeedbackKind.EXCEPTION, 9_000L)
            .say(FeedbackScope.ACCOUNT, "acct-8", "exception-1", FeedbackKind.EXCEPTION, 9_000L)
            .rung(SUSPEND, 1)
            .build(
                "an exception without an end, or about something else, is none here", EXCEPTION));
  }

  private static void reprieves(List<ContractCase> cases) {
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000)
            .at(2_000)
            .say(FeedbackScope.ACCOUNT, ACCOUNT, "revoke-1", FeedbackKind.REVOKE, null)
            .nothing()
            .at(3_000)
            .restart()
            .nothing()
            .row(SUSPEND, 2, 90_000)
            .rung(SUSPEND, 2)
            .build("a reprieve of an account beats what was decided before it", REPRIEVE));
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000)
            .row(THROTTLE, 1, 90_000, row -> row.setPatternId("other"))
            .at(2_000)
            .say(FeedbackScope.PATTERN, "contract", "revoke-1", FeedbackKind.REVOKE, null)
            .rung(THROTTLE, 1)
            .build("a reprieve of a pattern beats what that pattern has decided", REPRIEVE));
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000)
            .at(2_000)
            .say(FeedbackScope.PATTERN, "contract", "revoked", FeedbackKind.REVOKE, 7_000L)
            .at(6_999)
            .row(SUSPEND, 2, 90_000)
            .nothing()
            .at(7_000)
            .nothing()
            .row(SUSPEND, 3, 90_000)
            .rung(SUSPEND, 3)
            .build("a reprieve with a later until beats what is decided until then", REPRIEVE));
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000)
            .row(THROTTLE, 1, 90_000)
            .at(2_000)
            .say(FeedbackScope.ACTION, "action-SUSPEND", "revoked", FeedbackKind.REVOKE, 90_000L)
            .rung(THROTTLE, 1)
            .at(3_000)
            .restart()
            .rung(THROTTLE, 1)
            .row(SUSPEND, 2, 95_000)
            .rung(THROTTLE, 1)
            .row(SUSPEND, 3, 95_000, row -> row.setActionId("another"))
            .rung(SUSPEND, 3)
            .build("a reprieve of an action beats the rows of its action_id", REPRIEVE));
    cases.add(
        start()
            .say(FeedbackScope.ACTION, "action-SUSPEND", "revoked", FeedbackKind.REVOKE, 90_000L)
            .at(3_000)
            .row(SUSPEND, 1, 60_000)
            .nothing()
            .row(SUSPEND, 2, 80_000)
            .restart()
            .nothing()
            .build("a reprieve of an action that comes before its rows beats them", REPRIEVE));
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000, row -> row.setCampaignId("c-1"))
            .say(FeedbackScope.CAMPAIGN, "c-1", "decision", FeedbackKind.DISMISS, null)
            .nothing()
            .at(3_000)
            .row(SUSPEND, 2, 90_000, row -> row.setCampaignId("c-1"))
            .nothing()
            .row(SUSPEND, 3, 90_000)
            .rung(SUSPEND, 3)
            .say(FeedbackScope.CAMPAIGN, "c-2", "decision", FeedbackKind.APPROVE, null)
            .rung(SUSPEND, 3)
            .build("for the sake of a campaign that was dismissed nothing is ever done", REPRIEVE));
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000, row -> row.setCampaignId("c-1"))
            .say(FeedbackScope.CAMPAIGN, "c-1", "decision", FeedbackKind.DISMISS, null)
            .nothing()
            .at(3_000)
            .say(FeedbackScope.CAMPAIGN, "c-1", "decision", FeedbackKind.APPROVE, null)
            .rung(SUSPEND, 1)
            .row(SUSPEND, 2, 90_000, row -> row.setCampaignId("c-1"))
            .restart()
            .rung(SUSPEND, 2)
            .build("an approval takes back the dismissal of its campaign", REPRIEVE));
  }

  /** Its account joined c-1, which has been part of c-0 since 2,000. */
  private static void ofAPart(EnforcementAction.Builder row) {
    row.setCampaignId("c-0")
        .setJoinedCampaignId("c-1")
        .setMergers(List.of(new Merger("c-0", Instant.ofEpochMilli(2_000))));
  }

  private static void mergers(List<ContractCase> cases) {
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000, ContractCases::ofAPart)
            .except(FeedbackScope.CAMPAIGN, "c-0", 5_000)
            .rung(SUSPEND, 1)
            .except(FeedbackScope.CAMPAIGN, "c-1", 5_000)
            .nothing()
            .at(6_000)
            .nothing()
            .build("what was said of a campaign covers nobody who came to it later", MERGER));
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000, ContractCases::ofAPart)
            .at(3_000)
            .say(FeedbackScope.CAMPAIGN, "c-0", "decision", FeedbackKind.DISMISS, null)
            .nothing()
            .build("what is said of a campaign covers who came to it before", MERGER));
    cases.add(
        start()
            .row(SUSPEND, 1, 90_000, ContractCases::ofAPart)
            .say(FeedbackScope.CAMPAIGN, "c-1", "decision", FeedbackKind.DISMISS, null)
            .nothing()
            .at(3_000)
            .say(FeedbackScope.CAMPAIGN, "c-0", "decision", FeedbackKind.APPROVE, null)
            .rung(SUSPEND, 1)
            .restart()
            .rung(SUSPEND, 1)
            .build("an approval of the whole takes back the dismissal of a part", MERGER));
  }
}
