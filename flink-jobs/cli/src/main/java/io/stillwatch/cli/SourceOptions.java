package io.stillwatch.cli;

import io.stillwatch.intake.Format;
import io.stillwatch.intake.Identity;
import io.stillwatch.intake.Source;
import java.util.List;
import picocli.CommandLine.Option;

/** How records of others are read, where no settings file says so. */
public final class SourceOptions {

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description =
          "What the records are written in: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, whatever each shows itself to be).",
      converter = FormatName.class,
      completionCandidates = FormatName.All.class,
      defaultValue = "auto")
  private Format format = Format.AUTO;

  @Option(
      names = "--content",
      description = "Take the texts of prompts and responses out of foreign formats too.")
  private boolean content;

  @Option(
      names = "--join",
      description =
          "Put together what the records tell of one trace, so that what names no account may get it from what does.")
  private boolean joined;

  @Option(
      names = "--account-attribute",
      paramLabel = "NAME",
      split = ",",
      description = "The attribute that names the account, several in order of preference.")
  private List<String> account = List.of();

  @Option(
      names = "--api-key-attribute",
      paramLabel = "NAME",
      split = ",",
      description = "The attribute that names the API key.")
  private List<String> apiKey = List.of();

  @Option(
      names = "--organization-attribute",
      paramLabel = "NAME",
      split = ",",
      description = "The attribute that names the organisation.")
  private List<String> organization = List.of();

  @Option(
      names = "--tenant-attribute",
      paramLabel = "NAME",
      split = ",",
      description = "The attribute that names the tenant.")
  private List<String> tenant = List.of();

  @Option(
      names = "--address-attribute",
      paramLabel = "NAME",
      split = ",",
      description = "The attribute that holds the client's address.")
  private List<String> address = List.of();

  /** The source that they describe. */
  public Source source() {
    try {
      return new Source(
          Source.RECOGNISED.name(),
          format,
          new Identity(account, apiKey, organization, tenant, address),
          content,
          joined);
    } catch (IllegalArgumentException e) {
      throw new WrongUse(Reason.of(e) + "; change the --…-attribute that names it", e);
    }
  }
}
