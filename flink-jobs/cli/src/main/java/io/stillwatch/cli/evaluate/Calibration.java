package io.stillwatch.cli.evaluate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.stillwatch.campaigns.CampaignDesk;
import io.stillwatch.campaigns.CampaignFit;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.Progress;
import io.stillwatch.cli.Readings;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.intake.EventFile;
import io.stillwatch.intake.Outcome;
import io.stillwatch.jobs.Driver;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.CampaignForm;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.campaign.CampaignWeights;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Sha256;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.Sighting;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Fits the weights by which campaigns are found to labelled streams, and scores them on streams
 * that the fit did not see.
 */
public final class Calibration {

  private static final Duration SILENCE = Duration.ofDays(30);
  private static final double QUORUM = 0.2;
  private static final int BUFFER_BYTES = 1 << 16;

  /** A stream and what its accounts are. */
  public record Stream(Path events, Path labels) {}

  /**
   * What to fit.
   *
   * @param wrongPer100k honest accounts of 100,000 that may be taken for members
   * @param prior part of accounts that belong to campaigns
   * @param date noted in the file, where one is given
   */
  public record Asked(
      List<Stream> fitOn,
      List<Stream> heldOut,
      double wrongPer100k,
      double prior,
      @Nullable LocalDate date) {}

  /** What came out. */
  public static final class Fitted {
    private final Labelled labelled;
    private final String file;
    private final CampaignFit.Fitted fit;
    private final Comparison comparison;

    private Fitted(String file, Labelled labelled, CampaignFit.Fitted fit, Comparison comparison) {
      this.labelled = labelled;
      this.file = file;
      this.fit = fit;
      this.comparison = comparison;
    }

    /** The pattern file. */
    public String file() {
      return file;
    }

    /** Whether as few honest accounts were taken for members as was asked for. */
    public boolean keepsBudget() {
      return fit.keepsBudget();
    }

    public List<String> lines() {
      List<String> lines = new ArrayList<>();
      lines.add(
          "fitted on  "
              + fit.campaigns()
              + " of "
              + labelled.campaigns
              + " labelled campaigns, "
              + fit.honest()
              + " honest accounts ("
              + labelled.honestSeen.size()
              + " of them with events), "
              + fit.pairs()
              + " pairs of strangers");
      if (fit.campaigns() < labelled.campaigns) {
        lines.add("left out   " + labelled.leftOut(fit.campaigns()));
      }
      lines.add(
          "there      "
              + fit.found()
              + " of "
              + fit.members()
              + " accounts of campaigns are members, and "
              + fit.wrong()
              + " honest ones; the evidence of a member is at least "
              + fit.evidence());
      if (comparison.streams() > 0) {
        lines.addAll(comparison.lines());
      } else {
        lines.add("held out   nothing: how it does elsewhere is not known; give --holdout");
      }
      return lines;
    }

    public String json() {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
        json.writeStartObject();
        json.writeObjectFieldStart("fit");
        json.writeNumberField("campaigns", fit.campaigns());
        json.writeNumberField("campaigns_labelled", labelled.campaigns);
        json.writeNumberField("campaigns_with_events", labelled.campaignsSeen.size());
        json.writeNumberField("honest_accounts", fit.honest());
        json.writeNumberField("honest_accounts_with_events", labelled.honestSeen.size());
        json.writeNumberField("pairs_of_strangers", fit.pairs());
        json.writeNumberField("evidence", fit.evidence());
        json.writeNumberField("founding", fit.weights().found());
        json.writeNumberField("members", fit.members());
        json.writeNumberField("members_found", fit.found());
        json.writeNumberField("honest_wrong", fit.wrong());
        json.writeBooleanField("keeps_budget", fit.keepsBudget());
        json.writeEndObject();
        json.writeObjectFieldStart("held_out");
        comparison.write(json);
        json.writeEndObject();
        json.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return text.toString();
    }
  }

  /** What the labels of all streams name, and what of it the streams show. */
  private static final class Labelled {
    private final Set<String> campaignsSeen = new HashSet<>();
    private final Set<String> honestSeen = new HashSet<>();
    private int campaigns;

    /** Why so many campaigns could not be fitted on. */
    String leftOut(int fittedOn) {
      int silent = campaigns - campaignsSeen.size();
      int loose = campaignsSeen.size() - fittedOn;
      List<String> why = new ArrayList<>();
      if (silent > 0) {
        why.add(silent + " without an event in the streams");
      }
      if (loose > 0) {
        why.add(
            loose
                + " whose accounts the engine did not bring together, since their events show too"
                + " little in common (cards, networks, programs, templates of texts)");
      }
      return String.join("; ", why);
    }
  }

  private final Console console;
  private final Asked asked;

  public Calibration(Console console, Asked asked) {
    this.console = console;
    this.asked = asked;
  }

  /** Does it. */
  public Fitted run() throws IOException {
    PatternBook book = StarterBook.book();
    PatternSpec base = base(book);
    CampaignWeights weights = ((CampaignForm) base.form()).weights();
    if (weights == null) {
      throw new IllegalStateException("the base has weights");
    }
    CampaignFit fit = new CampaignFit(weights, asked.wrongPer100k() / 1e5, asked.prior());
    MessageDigest digest = Sha256.start();
    List<String> names = new ArrayList<>();
    int accounts = 0;
    Labelled labelled = new Labelled();
    for (Stream stream : asked.fitOn()) {
      Truth truth = Truth.read(stream.labels());
      accounts += truth.accounts().size();
      learn(stream, truth, book, fit, labelled);
      fingerprint(stream, digest);
      names.add(stream.events().toString());
    }
    CampaignFit.Fitted fitted = fit.fit();
    requireCampaigns(fitted, labelled);
    FittedFile file =
        new FittedFile(
            base,
            StarterBook.files().stream()
                .filter(one -> one.name().equals(base.id() + ".yaml"))
                .findFirst()
                .orElseThrow()
                .source());
    FittedFile.Origin origin =
        new FittedFile.Origin(
            names,
            HexFormat.of().formatHex(digest.digest()),
            accounts,
            asked.wrongPer100k(),
            asked.prior(),
            asked.date());
    PatternBook draft = with(book, base, file.with(fitted, origin));
    fitted = fit.judgedBy(form(draft, base), fitted);
    String text = file.with(fitted, origin);
    PatternBook after = with(book, base, text);
    Comparison comparison = new Comparison();
    for (Stream stream : asked.heldOut()) {
      comparison.add(score(stream, book), score(stream, after));
    }
    return new Fitted(text, labelled, fitted, comparison);
  }

  /** Weights that no campaign had a part in are the ones before under a new number. */
  private static void requireCampaigns(CampaignFit.Fitted fitted, Labelled labelled) {
    if (labelled.campaigns == 0) {
      throw new WrongUse(
          "no account is labelled 'attack', so there is nothing to fit to; check --labels");
    }
    if (fitted.campaigns() == 0) {
      throw new WrongUse(
          "of "
              + labelled.campaigns
              + " labelled campaigns none can be fitted on: "
              + labelled.leftOut(0)
              + "; give streams that show them, with the labels of these very streams");
    }
  }

  private static PatternBook with(PatternBook book, PatternSpec base, String text) {
    PatternBook after =
        book.with(
            new BookRow.Revision(PatternBook.ALL_TENANTS, base.id(), base.version() + 1, text));
    if (!after.refusals().isEmpty()) {
      throw new IllegalStateException("what was fitted is no pattern: " + after.refusals());
    }
    return after;
  }

  /** Of the version that was fitted. */
  private static CampaignForm form(PatternBook book, PatternSpec base) {
    for (PatternSpec spec : book.all()) {
      if (spec.id().equals(base.id())
          && spec.version() == base.version() + 1
          && spec.form() instanceof CampaignForm form) {
        return form;
      }
    }
    throw new IllegalStateException("the book has what was added to it");
  }

  private static PatternSpec base(PatternBook book) {
    for (PatternSpec spec : book.all()) {
      if (spec.form() instanceof CampaignForm form && form.weights() != null) {
        return spec;
      }
    }
    throw new IllegalStateException("this release brings no pattern with weights along");
  }

  private void learn(
      Stream stream, Truth truth, PatternBook book, CampaignFit fit, Labelled labelled)
      throws IOException {
    Map<String, CampaignDesk> desks = new TreeMap<>();
    Driver driver =
        new Driver(
            book,
            HashKey.PUBLIC,
            SILENCE,
            (tenant, stored) ->
                desks.computeIfAbsent(tenant, name -> new CampaignDesk(name, stored)));
    try (EventFile file = EventFile.open(stream.events())) {
      Seen seen = new Seen(stream, truth, labelled, new Readings(() -> "line " + file.line()));
      Progress progress = new Progress(console, "events", file::progress, System::nanoTime);
      for (byte[] record = file.next(); record != null; record = file.next()) {
        driver.accept(record, seen);
        progress.step();
      }
      progress.end();
      seen.readings.requireSome(stream.events().toString(), Readings.remedy(stream.events()));
    } catch (IOException e) {
      throw new WrongUse(
          "cannot read " + stream.events() + ": " + Reason.of(e) + "; check --events", e);
    }
    labelled.campaigns +=
        (int)
            truth.accounts().values().stream()
                .filter(Truth.Account::attack)
                .map(Truth.Account::campaign)
                .distinct()
                .count();
    long honest = truth.accounts().values().stream().filter(Truth.Account::benign).count();
    boolean first = true; // accounts are labelled for all tenants together
    for (CampaignDesk desk : desks.values()) {
      fit.add(desk, id -> known(truth.accounts().get(id)), first ? (int) honest : 0);
      first = false;
    }
  }

  private static CampaignFit.@Nullable Known known(Truth.@Nullable Account account) {
    if (account == null || !(account.attack() || account.benign())) {
      return null;
    }
    return account.attack()
        ? new CampaignFit.Known(account.campaign(), null)
        : new CampaignFit.Known(null, account.group());
  }

  private Score score(Stream stream, PatternBook book) throws IOException {
    return new Evaluation(
            console,
            new Evaluation.Asked(
                stream.events(),
                stream.labels(),
                null,
                () -> book.promotedAsMeant(),
                false,
                false,
                QUORUM,
                null))
        .run(line -> {})
        .score();
  }

  private static void fingerprint(Stream stream, MessageDigest digest) throws IOException {
    for (Path file : List.of(stream.events(), stream.labels())) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          digest.update(buffer, 0, read);
        }
      }
    }
  }

  /** Only what the desks have learned is wanted, and of whom there were events. */
  private record Seen(Stream stream, Truth truth, Labelled labelled, Readings readings)
      implements Driver.Out {

    @Override
    public void rejected(Outcome.Rejected why) {
      readings.refuse(why);
    }

    @Override
    public void sighting(Sighting sighting) {
      readings.take();
      Truth.Account account = truth.accounts().get(sighting.accountId());
      if (account == null) {
        return;
      }
      if (account.attack()) {
        labelled.campaignsSeen.add(stream.events() + "/" + account.campaign());
      } else if (account.benign()) {
        labelled.honestSeen.add(stream.events() + "/" + sighting.accountId());
      }
    }

    @Override
    public void finding(Finding finding) {}

    @Override
    public void action(EnforcementAction action) {}
  }
}
