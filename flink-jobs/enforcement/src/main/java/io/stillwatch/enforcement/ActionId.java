package io.stillwatch.enforcement;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.Sha256;
import io.stillwatch.schemas.SubjectKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The name of an action for ever: 32 hexadecimal digits that follow from what was decided, about
 * whom and why.
 *
 * <p>SHA-256 over a domain tag and the six parts, each preceded by its length in bytes so that no
 * two lists of parts read the same; the first 16 bytes are the id. The pattern's version is not
 * part of it: a pattern that is edited in the middle of an episode goes on with the same action.
 */
public final class ActionId {

  static final String DOMAIN = "stillwatch action 1";
  private static final int BYTES = 16;

  private ActionId() {}

  /**
   * The id.
   *
   * @param episode what opened the case: the hash of an exchange, or a campaign's id
   */
  public static String of(
      String tenant,
      SubjectKind subjectKind,
      String subjectId,
      ActionKind kind,
      String patternId,
      String episode) {
    MessageDigest digest = Sha256.start();
    part(digest, DOMAIN);
    part(digest, tenant);
    part(digest, subjectKind.name());
    part(digest, subjectId);
    part(digest, kind.name());
    part(digest, patternId);
    part(digest, episode);
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private static void part(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }
}
