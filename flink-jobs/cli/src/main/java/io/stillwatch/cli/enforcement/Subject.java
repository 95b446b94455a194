package io.stillwatch.cli.enforcement;

import io.stillwatch.schemas.FeedbackScope;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom or what an exception covers; one of these. */
@SuppressWarnings("UnusedVariable") // picocli sets them
final class Subject {

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

  String id() {
    for (String each : new @Nullable String[] {account, organization, campaign, link, network}) {
      if (each != null) {
        return each;
      }
    }
    return "";
  }
}
