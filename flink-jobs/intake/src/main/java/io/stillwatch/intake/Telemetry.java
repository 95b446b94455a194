package io.stillwatch.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.stillwatch.schemas.Utf8Text;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/** Reads the foreign formats of one source. Thread-confined. */
final class Telemetry {
  /** Objects and lists within each other; those deeper than their own limit are passed over. */
  private static final int NESTING_MAX = 1 << 16;

  /** What one byte that is no UTF-8 becomes. */
  private static final int REPLACEMENT_BYTES = 3;

  private final IntakeLimits limits;
  private final Source source;
  private final JsonFactory factory;
  private final PartsBudget budget;
  private final JsonTree trees;
  private final Map<Vocabulary, Names> names = new EnumMap<>(Vocabulary.class);

  Telemetry(IntakeLimits limits, Source source) {
    this.limits = limits;
    this.source = source;
    this.factory = JsonEvents.factory(constraints(limits.recordBytesMax()));
    this.budget = new PartsBudget(limits.telemetryPartsMax());
    this.trees = new JsonTree(factory, limits);
  }

  /**
   * Wide, as the client writes much of it and must not be able to have it refused: nothing that is
   * passed over costs more than its bytes, and what is read is cut to its own limits.
   */
  private static StreamReadConstraints constraints(int recordBytesMax) {
    return StreamReadConstraints.builder()
        .maxDocumentLength((long) recordBytesMax * REPLACEMENT_BYTES)
        .maxNestingDepth(NESTING_MAX)
        .maxStringLength(recordBytesMax)
        .maxNumberLength(recordBytesMax)
        .maxNameLength(recordBytesMax)
        .build();
  }

  /**
   * The format that a record shows itself to be written in.
   *
   * @param start where its JSON starts, or -1
   */
  Format recognise(byte[] bytes, int start) {
    return Recognised.of(bytes, start, factory);
  }

  Outcome read(Format format, byte[] bytes, int start, Batch.Judge judge) throws Refusal {
    budget.restart();
    if (format == Format.OTLP_PROTO) {
      Batch batch = batch(Vocabulary.SPANS, judge);
      new OtlpProto(limits, budget).read(bytes, batch);
      return batch.outcome();
    }
    if (start < 0) {
      throw new Refusal(RejectionReason.UNKNOWN_FORMAT, "no JSON object, as " + format + " is");
    }
    if (!Utf8Text.isValid(bytes, start, bytes.length)) {
      if (isBatch(format)) { // of many exchanges one is damaged
        String text = new String(bytes, start, bytes.length - start, UTF_8);
        return batched(format, text.getBytes(UTF_8), 0, judge);
      }
      throw new Refusal(RejectionReason.NOT_UTF8, "text that is not UTF-8");
    }
    return isBatch(format)
        ? batched(format, bytes, start, judge)
        : judge.judge(single(format, bytes, start), "");
  }

  private static boolean isBatch(Format format) {
    return format == Format.OTLP_JSON || format == Format.LANGFUSE;
  }

  private Outcome batched(Format format, byte[] bytes, int start, Batch.Judge judge) {
    Vocabulary vocabulary = Vocabulary.of(format);
    Batch batch = batch(vocabulary, judge);
    try (JsonParser json = parser(bytes, start)) {
      if (vocabulary == Vocabulary.LANGFUSE) {
        JsonPaths paths = new JsonPaths(factory, trees, names(vocabulary));
        new LangfuseJson(paths, budget)
            .read(json, Recognised.isTrace(bytes, start, factory), batch);
      } else {
        new OtlpJson(limits, trees, budget).read(json, batch);
      }
      requireEnd(json);
    } catch (IOException e) {
      batch.broken(JsonEvents.refusal(e));
    } catch (Refusal refusal) {
      batch.broken(refusal);
    }
    return batch.outcome();
  }

  private Draft single(Format format, byte[] bytes, int start) throws Refusal {
    Vocabulary vocabulary = Vocabulary.of(format);
    Names known = names(vocabulary);
    Draft draft = new Draft(known, source.content(), limits, trees);
    if (vocabulary == Vocabulary.LITELLM || vocabulary == Vocabulary.OPENAI) {
      draft.told(); // they log nothing else
    }
    try (JsonParser json = parser(bytes, start)) {
      if (format == Format.SPAN_JSON) {
        SpanJson.read(trees.read(json), draft);
      } else {
        new JsonPaths(factory, trees, known).read(json, "").forEach(draft::put);
      }
      requireEnd(json);
      return draft;
    } catch (IOException e) {
      throw JsonEvents.refusal(e);
    }
  }

  private JsonParser parser(byte[] bytes, int start) throws IOException {
    JsonParser json = factory.createParser(bytes, start, bytes.length - start);
    json.nextToken();
    return json;
  }

  private static void requireEnd(JsonParser json) throws IOException, Refusal {
    if (json.nextToken() != null) {
      throw new Refusal(RejectionReason.MALFORMED, "more after the end of the object");
    }
  }

  private Batch batch(Vocabulary vocabulary, Batch.Judge judge) {
    return new Batch(names(vocabulary), source.content(), limits, trees, judge);
  }

  private Names names(Vocabulary vocabulary) {
    return names.computeIfAbsent(vocabulary, v -> new Names(v, source));
  }
}
