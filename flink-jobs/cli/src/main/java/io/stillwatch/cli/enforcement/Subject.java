package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.WrongUse;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.schemas.FeedbackScope;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom or what an exception covers; one of these. */
@SuppressWarnings("UnusedVariable") // picocli sets them
final class Subject {

  private static final Pattern LINK = Pattern.compile("(card|network):[0-9a-f]{16}");
  private static final Pattern NETWORK = Pattern.compile("network:[0-9a-f]{16}");

  @Option(names = "--account", paramLabel = "ID", description = "An account.")
  private @Nullable String account;

  @Option(
      names = "--organization",
      paramLabel = "ID",
      description = "All accounts of an organisation.")
  private @Nullable String organization;

  @Option(
      names = "--campaign",
      paramLabel = "ID",
      description =
          "What is decided about those who joined a campaign, or had come to it by a merger.")
  private @Nullable String campaign;

  @Option(
      names = "--link",
      paramLabel = "KIND:HASH",
      description = "Whoever shows a link, as 'actions show' names it: card:00ab...")
  private @Nullable String link;

  @Option(
      names = "--network",
      paramLabel = "network:HASH",
      description = "Whoever comes from a network, as 'actions show' names it.")
  private @Nullable String network;

  FeedbackScope scope() {
    return account != null
        ? FeedbackScope.ACCOUNT
        : organization != null
            ? FeedbackScope.ORGANIZATION
            : campaign != null
                ? FeedbackScope.CAMPAIGN
                : link != null ? FeedbackScope.LINK : FeedbackScope.NETWORK;
  }

  /**
   * Its name.
   *
   * @throws WrongUse where nobody can have it
   */
  String id() {
    if (link != null) {
      return link("--link", LINK, link);
    }
    if (network != null) {
      return link("--network", NETWORK, network);
    }
    for (String each : new @Nullable String[] {account, organization, campaign}) {
      if (each != null) {
        return each;
      }
    }
    return "";
  }

  private static String link(String option, Pattern form, String name) {
    if (!form.matcher(name).matches()) {
      throw new WrongUse(
          option
              + " '"
              + Printable.text(name)
              + "' is no name of a link and would cover nobody: it is "
              + (form.equals(LINK) ? "card: or " : "")
              + "network: and 16 of 0-9 and a-f, as 'actions show' names it");
    }
    return name;
  }
}
