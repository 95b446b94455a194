package io.stillwatch.perf.engine;

/**
 * How often patterns matched in the comparison, and how its process tells the one that started it:
 * in one line.
 *
 * @param alike matches of each system but Esper
 * @param esper matches of Esper, which holds none back; see {@link AtOnce}
 * @param dropped records that a limit pushed out: where there are any, systems may differ
 */
record Matched(long alike, long esper, long dropped) {

  /** Nobody asked. */
  static final Matched NOT_COMPARED = new Matched(-1, -1, 0);

  private static final String MARK = "SAME ";

  long of(Peer peer) {
    return peer == Peer.ESPER ? esper : alike;
  }

  String line() {
    return MARK + alike + ' ' + esper + ' ' + dropped;
  }

  static boolean isMatched(String line) {
    return line.startsWith(MARK);
  }

  static Matched of(String line) {
    String[] words = line.substring(MARK.length()).split(" ", -1);
    return new Matched(
        Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
  }
}
