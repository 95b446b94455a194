package io.stillwatch.patterns.language;

import io.stillwatch.intake.ConfluentSchemas;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.IntakeLimits;
import io.stillwatch.intake.Outcome;
import io.stillwatch.patterns.AccountJudge;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.CampaignForm;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.cep.Packer;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a pattern's tests through the very rooms that will run it: intake, signals, profiles,
 * patterns.
 */
public final class RoomsTrial implements PatternTrial {

  /** As long as an engine's default: no test is longer. */
  private static final Duration SILENCE = Duration.ofDays(90);

  @Override
  public List<Integer> asks(PatternSpec spec, PatternTest test) {
    if (spec.form() instanceof CampaignForm form) {
      return MemberTrial.fires(form, test) ? List.of(0) : List.of();
    }
    List<String> jsonLines = test.jsonLines();
    Intake intake =
        new Intake(IntakeLimits.defaults(), SchemaResolver.builtIn(), ConfluentSchemas.NONE, true);
    SignalReader signals = new SignalReader(HashKey.PUBLIC);
    AccountJudge judge =
        new AccountJudge(
            new ProfileKeeper(signals.catalog(), SILENCE),
            PatternBook.empty((name, source) -> spec, Packer::pack)
                .with(
                    new BookRow.Revision(
                        PatternBook.ALL_TENANTS, spec.id(), spec.version(), spec.id()))
                .promoted(Mode.ENFORCE));
    Map<String, AccountProfile> profiles = new HashMap<>();
    List<Integer> asked = new ArrayList<>();
    for (int i = 0; i < jsonLines.size(); i++) {
      Outcome outcome =
          intake.accept(jsonLines.get(i).getBytes(StandardCharsets.UTF_8), Sighting.ABSENT);
      if (outcome instanceof Outcome.Accepted accepted) {
        Sighting sighting = signals.read(accepted.event());
        int index = i;
        judge.judge(
            sighting,
            profiles.computeIfAbsent(
                sighting.tenant() + '|' + sighting.accountId(), a -> AccountProfile.empty()),
            finding -> {
              if (finding.getRequested() != null) {
                asked.add(index);
              }
            },
            link -> {});
      } else {
        throw new IllegalStateException(
            "a test's own event is refused: " + outcome + ": " + jsonLines.get(i));
      }
    }
    return asked;
  }
}
