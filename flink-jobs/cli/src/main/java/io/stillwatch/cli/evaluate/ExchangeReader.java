package io.stillwatch.cli.evaluate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stillwatch.cli.Reason;
import io.stillwatch.intake.ConfluentSchemas;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.IntakeLimits;
import io.stillwatch.intake.Outcome;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.SchemaResolver;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Reads of one record who asked and when.
 *
 * <p>JSON is read past intake on purpose: an exchange that the engine refuses to look at is served
 * all the same, and counts as it was sent.
 */
final class ExchangeReader {

  /** What a record tells. */
  sealed interface Told {}

  /** The start of an exchange. */
  record Exchange(
      String accountId, @Nullable String apiKeyId, @Nullable String organizationId, long atMs)
      implements Told {}

  /** The end of an exchange that was counted at its start. */
  record Ending() implements Told {}

  record Unreadable(String why) implements Told {}

  private static final byte SINGLE_OBJECT_MARK = (byte) 0xC3;
  private static final byte CONFLUENT_MARK = 0;
  private static final Ending ENDING = new Ending();

  private final JsonFactory json = new JsonFactory();
  private final Intake intake =
      new Intake(IntakeLimits.defaults(), SchemaResolver.builtIn(), ConfluentSchemas.NONE, true);

  Told read(byte[] record) {
    return looksLikeJson(record) ? readJson(record) : readAvro(record);
  }

  /** Anything but the two marks of Avro on the wire. */
  private static boolean looksLikeJson(byte[] record) {
    return record.length > 0 && record[0] != SINGLE_OBJECT_MARK && record[0] != CONFLUENT_MARK;
  }

  private Told readAvro(byte[] record) {
    Outcome outcome = intake.accept(record, -1);
    if (outcome instanceof Outcome.Accepted accepted) {
      InferenceEvent event = accepted.event();
      return event.getPhase() == Phase.RESPONSE
          ? ENDING
          : new Exchange(
              event.getAccountId(),
              event.getApiKeyId(),
              event.getOrganizationId(),
              event.getOccurredAt().toEpochMilli());
    }
    return new Unreadable(outcome instanceof Outcome.Rejected rejected ? rejected.detail() : "");
  }

  private Told readJson(byte[] record) {
    String account = null;
    String key = null;
    String organization = null;
    String phase = null;
    long atMs = Long.MIN_VALUE;
    try (JsonParser parser = json.createParser(record)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
          case "account_id" -> account = text(parser, value);
          case "api_key_id" -> key = text(parser, value);
          case "organization_id" -> organization = text(parser, value);
          case "phase" -> phase = text(parser, value);
          case "occurred_at" -> atMs = timeMs(parser, value);
          default -> parser.skipChildren();
        }
      }
    } catch (IOException | DateTimeException e) {
      return new Unreadable(Reason.of(e));
    }
    if (account == null || phase == null || atMs == Long.MIN_VALUE) {
      return new Unreadable("account_id, phase and occurred_at are needed");
    }
    return phase.equals("RESPONSE") ? ENDING : new Exchange(account, key, organization, atMs);
  }

  private static @Nullable String text(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    return null;
  }

  private static long timeMs(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return OffsetDateTime.parse(parser.getText()).toInstant().toEpochMilli();
    }
    return parser.getValueAsLong(Long.MIN_VALUE);
  }
}
