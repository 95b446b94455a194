package io.stillwatch.intake;

/**
 * Every limit that an event has to keep, in one place.
 *
 * @param recordBytesMax bytes of one record as it comes
 * @param textCharsMax characters of one text: system, prompt, response
 * @param idCharsMax characters of an id, and of a key in a map
 * @param shortCharsMax characters of any other string
 * @param mapEntriesMax entries of one map
 * @param arrayItemsMax items of one list
 * @param depthMax records, lists and maps within each other
 * @param numberCharsMax digits and signs of one JSON number
 * @param telemetryDepthMax objects and lists within each other in a value of a foreign format; what
 *     is deeper is left out
 * @param telemetryPartsMax spans, log records or observations in one record; and values in one
 *     attribute, of which more are left out
 * @param pastMsMax how far an event may lie before its arrival; older ones count as this old
 * @param futureMsMax how far an event may lie after its arrival
 */
public record IntakeLimits(
    int recordBytesMax,
    int textCharsMax,
    int idCharsMax,
    int shortCharsMax,
    int mapEntriesMax,
    int arrayItemsMax,
    int depthMax,
    int numberCharsMax,
    int telemetryDepthMax,
    int telemetryPartsMax,
    long pastMsMax,
    long futureMsMax) {

  public IntakeLimits {
    positive("recordBytesMax", recordBytesMax);
    positive("textCharsMax", textCharsMax);
    positive("idCharsMax", idCharsMax);
    positive("shortCharsMax", shortCharsMax);
    positive("mapEntriesMax", mapEntriesMax);
    positive("arrayItemsMax", arrayItemsMax);
    positive("depthMax", depthMax);
    positive("numberCharsMax", numberCharsMax);
    positive("telemetryDepthMax", telemetryDepthMax);
    positive("telemetryPartsMax", telemetryPartsMax);
    positive("pastMsMax", pastMsMax);
    positive("futureMsMax", futureMsMax);
  }

  public static IntakeLimits defaults() {
    return new IntakeLimits(
        1 << 20,
        512 << 10,
        256,
        1024,
        256,
        1024,
        8,
        40,
        48,
        1 << 16,
        24 * 60 * 60 * 1000L,
        2 * 60 * 1000L);
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "intake limit " + name + " must be at least 1, is " + value);
    }
  }
}
