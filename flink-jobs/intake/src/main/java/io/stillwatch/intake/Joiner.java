package io.stillwatch.intake;

import io.stillwatch.intake.Outcome.Part;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/**
 * Puts together what several records tell of one exchange: what names the account and what does
 * not, as a gateway and the inference server behind it.
 *
 * <p>All of this is about the parts of one trace, which wait in a list of their own that somebody
 * keeps. A part waits for as long as the setting says, by the time of records; so what finds its
 * partner is a matter of the records alone. Then what names an account is judged as it is, and what
 * names none counts as {@link RejectionReason#NO_PARTNER}.
 *
 * <p>A request with a name is judged at once, as its prompt must not wait; it stays in the list to
 * lend its name to the response. Parts belong together where one calls the other. Between a gateway
 * and its server there may be spans that nobody sends, so that where none calls another the one
 * that has waited longest is taken: nearly always a trace holds one exchange, and those of an agent
 * come one after the other.
 */
public final class Joiner {

  /**
   * Parts of one trace that wait. A client can send all his exchanges in one trace; beyond this the
   * oldest makes room.
   */
  public static final int PARTS_MAX = 64;

  /**
   * A part that waits.
   *
   * @param source the name of its source
   * @param named whether it says who asked
   * @param timeMs when its record was received, or when it happened where nobody knows
   * @param untilMs up to which time of the records it waits
   * @param what what is known of the exchange
   */
  public record Waiting<T>(
      String source, TraceIds at, boolean named, Phase phase, long timeMs, long untilMs, T what) {

    /** Whether it is judged as it comes, and waits only to lend its name. */
    boolean lends() {
      return named && phase == Phase.REQUEST;
    }
  }

  /** Where parts go. */
  public interface Out<T> {
    /** To be judged by itself. */
    void alone(Waiting<T> named);

    /**
     * To be judged together: they are one exchange.
     *
     * @param phase what they tell of it together
     */
    void together(Waiting<T> named, Waiting<T> nameless, Phase phase);

    /**
     * To be judged under the name of a request that has been judged before.
     *
     * @param phase what is still to be judged of the exchange
     */
    void answered(Waiting<T> asked, Waiting<T> nameless, Phase phase);

    /** Nobody will say whose it is. */
    void partnerless(Waiting<T> nameless);

    /** There is no more room to wait for who says whose it is. */
    void shed(Waiting<T> nameless);
  }

  private final long waitMs;

  /**
   * @param waitMs how long a part waits for its partner
   */
  public Joiner(long waitMs) {
    this.waitMs = waitMs;
  }

  /** A part that waits from its own time on. */
  public <T> Waiting<T> part(String source, Part part, T what) {
    InferenceEvent event = part.event();
    Instant time = event.getReceivedAt() == null ? event.getOccurredAt() : event.getReceivedAt();
    return new Waiting<>(
        source,
        part.at(),
        part.named(),
        event.getPhase(),
        time.toEpochMilli(),
        time.toEpochMilli() + waitMs,
        what);
  }

  /**
   * The same part where all records have been seen up to some time: one that comes late waits from
   * then on.
   */
  public <T> Waiting<T> since(long clockMs, Waiting<T> part) {
    return part.timeMs >= clockMs
        ? part
        : new Waiting<>(
            part.source, part.at, part.named, part.phase, part.timeMs, clockMs + waitMs, part.what);
  }

  /**
   * Takes the next part of a trace.
   *
   * @param trace the parts that wait, in the order of their coming; changed
   * @return whether it waits now, as the last of them
   */
  public <T> boolean take(List<Waiting<T>> trace, Waiting<T> next, Out<T> out) {
    int at = partner(trace, next);
    if (at >= 0) {
      Waiting<T> partner = trace.remove(at);
      Waiting<T> named = next.named ? next : partner;
      Waiting<T> nameless = next.named ? partner : next;
      if (partner.lends()) {
        out.answered(
            named, nameless, nameless.phase == Phase.REQUEST ? Phase.REQUEST : Phase.RESPONSE);
      } else {
        out.together(named, nameless, named.phase == nameless.phase ? named.phase : Phase.EXCHANGE);
      }
      return false;
    }
    if (next.lends()) {
      out.alone(next);
    }
    if (trace.size() == PARTS_MAX) {
      makeRoom(trace.remove(0), out);
    }
    trace.add(next);
    return true;
  }

  /** Lets those go whose time is over at this time. */
  public static <T> void expire(List<Waiting<T>> trace, long clockMs, Out<T> out) {
    for (Iterator<Waiting<T>> each = trace.iterator(); each.hasNext(); ) {
      Waiting<T> one = each.next();
      if (one.untilMs < clockMs) {
        each.remove();
        end(one, out);
      }
    }
  }

  static <T> void end(Waiting<T> one, Out<T> out) {
    if (!one.named) {
      out.partnerless(one);
    } else if (!one.lends()) {
      out.alone(one);
    }
  }

  static <T> void makeRoom(Waiting<T> one, Out<T> out) {
    if (!one.named) {
      out.shed(one);
    } else if (!one.lends()) {
      out.alone(one);
    }
  }

  /** Where in the list the partner stands, -1 when it is not there. */
  private <T> int partner(List<Waiting<T>> trace, Waiting<T> next) {
    int oldest = -1;
    for (int i = 0; i < trace.size(); i++) {
      Waiting<T> one = trace.get(i);
      if (one.named == next.named || Math.abs(one.timeMs - next.timeMs) > waitMs) {
        continue;
      }
      if (calls(one.at, next.at) || calls(next.at, one.at)) {
        return i;
      }
      oldest = oldest < 0 ? i : oldest;
    }
    return oldest;
  }

  private static boolean calls(TraceIds caller, TraceIds called) {
    return !caller.span().isEmpty() && caller.span().equals(called.parent());
  }
}
