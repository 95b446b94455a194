package io.stillwatch.patterns.language;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The characters of a pattern file, and where each of them stands. */
final class SourceText {

  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final String text;
  private final int[] points;

  private SourceText(String text) {
    this.text = text;
    this.points = text.codePoints().toArray();
  }

  /** Null, and a problem, when the bytes are no clean text. */
  static @Nullable SourceText read(byte[] bytes, Problems problems) {
    if (bytes.length > LanguageLimits.FILE_BYTES_MAX) {
      problems.add(
          Place.START,
          "",
          "the file has " + bytes.length + " bytes, the limit is " + LanguageLimits.FILE_BYTES_MAX,
          "one file is one pattern; shorten its tests with 'repeat'");
      return null;
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer decoded = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), decoded, true);
    SourceText source = new SourceText(decoded.flip().toString());
    if (result.isError()) {
      problems.add(
          source.place(source.points.length), "", "a byte that is not UTF-8", "save it as UTF-8");
      return null;
    }
    return source.isClean(problems) ? source : null;
  }

  String text() {
    return text;
  }

  int length() {
    return points.length;
  }

  int point(int index) {
    return points[index];
  }

  private boolean isClean(Problems problems) {
    if (points.length > 0 && points[0] == BYTE_ORDER_MARK) {
      problems.add(
          Place.START, "", "a byte order mark", "save the file as UTF-8 without a byte order mark");
      return false;
    }
    for (int i = 0; i < points.length; i++) {
      if (!isAllowed(points[i])) {
        problems.add(
            place(i),
            "",
            "the character " + name(points[i]) + " does not show in editors",
            "remove it");
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a reader sees what is there: no control characters, nothing that turns the direction of
   * a line, no line ends that editors do not count.
   */
  static boolean isAllowed(int point) {
    if (point < ' ') {
      return point == '\n' || point == '\r' || point == '\t';
    }
    return !(point >= 0x7F && point <= 0x9F)
        && !(point >= 0x200B && point <= 0x200F && point != 0x200C && point != 0x200D)
        && !(point >= 0x2028 && point <= 0x202E)
        && !(point >= 0x2060 && point <= 0x206F)
        && !(point >= 0xD800 && point <= 0xDFFF)
        && point != BYTE_ORDER_MARK
        && (point & 0xFFFE) != 0xFFFE;
  }

  static String name(int point) {
    return String.format("U+%04X", point);
  }

  private Place place(int index) {
    return walk(Place.START, 0, index);
  }

  /** Where the character at {@code to} stands when the one at {@code from} stands there. */
  Place walk(Place start, int from, int to) {
    int line = start.line();
    int column = start.column();
    for (int i = from; i < to; i++) {
      boolean lineEnds =
          points[i] == '\n'
              || (points[i] == '\r' && !(i + 1 < points.length && points[i + 1] == '\n'));
      line += lineEnds ? 1 : 0;
      column = lineEnds ? 1 : column + 1;
    }
    return new Place(line, column);
  }
}
