package io.stillwatch.intake;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stillwatch.intake.Outcome.One;
import io.stillwatch.intake.seal.SealCheck;
import io.stillwatch.intake.seal.SealKeys;
import io.stillwatch.intake.seal.SealNeed;
import io.stillwatch.schemas.SchemaResolver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Each decoder against whatever Jazzer thinks of. One at a time, as Jazzer does it:
 *
 * <pre>mvn -Pfuzz -pl flink-jobs/intake -am test -Dtest=DecoderFuzz#otlpProto</pre>
 *
 * <p>What it finds becomes a named test beside the others, and not a file here.
 */
class DecoderFuzz {

  private static final String LONG = "10m";
  private static final SealKeys KEYS = SealKeys.parse("k1=" + "ab".repeat(32));

  private final SealCheck seals = new SealCheck(SealNeed.REQUIRED, "t", () -> KEYS);

  private static Intake intake(Format format) {
    return new Intake(
        IntakeLimits.defaults(),
        SchemaResolver.builtIn(),
        ConfluentSchemas.NONE,
        true,
        new Source("fuzz", format, Identity.USUAL, true));
  }

  /** A decoder may be left in no state that shows in the next record. */
  private static void accept(Format format, byte[] bytes) {
    Intake intake = intake(format);
    List<String> once = verdicts(intake, bytes);
    if (once.isEmpty() || !once.equals(verdicts(intake, bytes))) {
      throw new AssertionError("verdicts " + once + " and then " + verdicts(intake, bytes));
    }
  }

  private static List<String> verdicts(Intake intake, byte[] bytes) {
    List<String> verdicts = new ArrayList<>();
    intake.accept(bytes.clone(), 1_780_000_000_000L).each((One one) -> verdicts.add(one.toString()));
    return verdicts;
  }

  @FuzzTest(maxDuration = LONG)
  void recognised(byte @Nullable [] bytes) {
    accept(Format.AUTO, orNothing(bytes));
  }

  @FuzzTest(maxDuration = LONG)
  void event(byte @Nullable [] bytes) {
    accept(Format.EVENT, orNothing(bytes));
  }

  @FuzzTest(maxDuration = LONG)
  void otlpProto(byte @Nullable [] bytes) {
    accept(Format.OTLP_PROTO, orNothing(bytes));
  }

  @FuzzTest(maxDuration = LONG)
  void otlpJson(byte @Nullable [] bytes) {
    accept(Format.OTLP_JSON, orNothing(bytes));
  }

  @FuzzTest(maxDuration = LONG)
  void spanJson(byte @Nullable [] bytes) {
    accept(Format.SPAN_JSON, orNothing(bytes));
  }

  @FuzzTest(maxDuration = LONG)
  void litellm(byte @Nullable [] bytes) {
    accept(Format.LITELLM, orNothing(bytes));
  }

  @FuzzTest(maxDuration = LONG)
  void envoy(byte @Nullable [] bytes) {
    accept(Format.ENVOY, orNothing(bytes));
  }

  @FuzzTest(maxDuration = LONG)
  void openai(byte @Nullable [] bytes) {
    accept(Format.OPENAI, orNothing(bytes));
  }

  @FuzzTest(maxDuration = LONG)
  void langfuse(byte @Nullable [] bytes) {
    accept(Format.LANGFUSE, orNothing(bytes));
  }

  @FuzzTest(maxDuration = LONG)
  void seal(byte @Nullable [] bytes) {
    byte[] seal = orNothing(bytes);
    if (seals.check(new SealCheck.Sealed(0, 0, 0, seal, new byte[1])) == null) {
      throw new AssertionError("a seal was forged");
    }
  }

  private static byte[] orNothing(byte @Nullable [] bytes) {
    return bytes == null ? new byte[0] : bytes;
  }
}
