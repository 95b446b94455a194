package io.stillwatch.cli.patterns;

import io.stillwatch.cli.Unaudited;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.jobs.AuditTopic;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.AuditEntry;
import java.time.InstantSource;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Option;

/** Who changes something by hand, and why: asked of every verb that writes. */
public final class Signature {

  private static final int WHY_CHARS_MAX = 500;
  private static final int AUTHOR_CHARS_MAX = 100;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      required = true,
      description = "The reason, for those who read it later.")
  private String why = "";

  @Option(
      names = "--author",
      paramLabel = "NAME",
      description = "Who does it (default: ${DEFAULT-VALUE}).",
      defaultValue = "${sys:user.name}")
  private String author = "";

  public String why() {
    return why;
  }

  public String author() {
    return author;
  }

  public void check() {
    if (why.isBlank() || why.length() > WHY_CHARS_MAX) {
      throw new WrongUse("--why must say something, in at most " + WHY_CHARS_MAX + " characters");
    }
    if (author.isBlank() || author.length() > AUTHOR_CHARS_MAX) {
      throw new WrongUse("--author must be a name, in at most " + AUTHOR_CHARS_MAX + " characters");
    }
  }

  /**
   * Writes down what is in force.
   *
   * @throws Unaudited when the audit topic does not take it
   */
  void auditDone(BookOnTopic book, String tenant, String act, String subject, String reason)
      throws InterruptedException {
    try {
      audit(book.kafka(), book.topics(), tenant, act, subject, reason);
    } catch (KafkaException e) {
      throw new Unaudited(book.topics().audit(), e);
    }
  }

  /** The same where no book was read. */
  public void audit(
      KafkaAccess kafka, Topics topics, String tenant, String act, String subject, String reason)
      throws InterruptedException {
    new AuditTopic(kafka, topics)
        .write(
            AuditEntry.newBuilder()
                .setTenant(tenant)
                .setAt(InstantSource.system().instant())
                .setAuthor(author)
                .setAct(act)
                .setSubject(subject)
                .setWhy(reason)
                .build());
  }

  /** How an entry of the audit topic names a version. */
  static String subject(String id, int version) {
    return "pattern " + id + "@" + version;
  }
}
