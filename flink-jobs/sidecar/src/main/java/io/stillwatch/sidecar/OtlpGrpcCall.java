package io.stillwatch.sidecar;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.stillwatch.intake.Format;
import io.stillwatch.sidecar.Reception.Deferred;
import io.stillwatch.sidecar.Reception.Refused;
import io.stillwatch.sidecar.Reception.Result;
import io.stillwatch.sidecar.Reception.Taken;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One call of gRPC: what of it has arrived, what becomes of it, and its one answer.
 *
 * <p>gRPC collects a message before it hands it on, and tells nobody how much it holds but the
 * tracer of the stream. So this is one: each piece takes its room from the memory of all requests
 * when it arrives, and a call for which there is none is answered there and then. The room is given
 * back once what came was read, and not when the client has its answer, which it need not take.
 */
final class OtlpGrpcCall extends ServerStreamTracer {

  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final Context.Key<OtlpGrpcCall> key;
  private final Reception reception;
  private final MemoryBudget memory;
  private final MemoryBudget.Lease arriving;
  private final int bodyBytesMax;
  private final ScheduledExecutorService timer;
  private @Nullable CancellableContext life;
  private @Nullable ServerCall<InputStream, byte[]> call;
  private @Nullable Future<?> patience;
  private boolean whole;
  private boolean answered;

  OtlpGrpcCall(
      Context.Key<OtlpGrpcCall> key,
      Reception reception,
      MemoryBudget memory,
      int bodyBytesMax,
      ScheduledExecutorService timer) {
    this.key = key;
    this.reception = reception;
    this.memory = memory;
    this.arriving = memory.lease();
    this.bodyBytesMax = bodyBytesMax;
    this.timer = timer;
  }

  @Override
  public synchronized Context filterContext(Context context) {
    CancellableContext own = context.withValue(key, this).withCancellation();
    life = own;
    return own;
  }

  /** Asks for its message, which it is not sent before. */
  synchronized ServerCall.Listener<InputStream> begin(ServerCall<InputStream, byte[]> begun) {
    call = begun;
    patience = after(SidecarLimits.REQUEST_MAX, this::late);
    begun.request(1);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(InputStream message) {
        arrived(message);
      }

      @Override
      public void onHalfClose() {
        ended();
      }
    };
  }

  private Future<?> after(Duration time, Runnable then) {
    return timer.schedule(then, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void ended() {
    if (!whole && !answered) {
      whole = true;
      answer(reception.refused(Code.INVALID_ARGUMENT, "a call without a message"));
    }
  }

  @Override
  public synchronized void inboundWireSize(long bytes) {
    if (arriving.take(Math.max((int) bytes, SidecarLimits.GRPC_PIECE_BYTES_MIN))) {
      return;
    }
    if (answered) {
      reset("sends on after its answer");
    } else {
      answer(reception.deferred(Deferral.NO_MEMORY));
    }
  }

  /** Whoever is this slow makes room for others. */
  private synchronized void late() {
    if (!whole && !answered) {
      reception.counts().abandoned();
      answer(
          new Refused(
              Code.DEADLINE_EXCEEDED,
              "not all of it came within " + SidecarLimits.REQUEST_MAX.toSeconds() + " s"));
    }
  }

  private void arrived(InputStream message) {
    synchronized (this) {
      if (answered) {
        return;
      }
      whole = true;
    }
    try (MemoryBudget.Lease read = memory.lease()) {
      // What arrived has its own lease, which is one of the copies.
      byte[] body = Body.collect(message, bodyBytesMax, read, SidecarLimits.BODY_COPIES - 1);
      answer(reception.take(body, Format.OTLP_PROTO));
    } catch (Body.Refused e) {
      answer(reception.unread(e, bodyBytesMax));
    } catch (StatusRuntimeException e) { // gRPC's own bound on what is unpacked
      answer(reception.unread(new Body.Refused(Body.Why.TOO_LARGE), bodyBytesMax));
    } catch (IOException e) {
      answer(reception.unread(new Body.Refused(Body.Why.NOT_GZIP), bodyBytesMax));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer(reception.deferred(Deferral.STOPPING));
    } catch (RuntimeException | StackOverflowError e) {
      answer(reception.fault(e));
    } finally {
      readWhole();
    }
  }

  private synchronized void readWhole() {
    arriving.close();
  }

  private void answer(Result result) {
    if (result instanceof Taken taken) {
      byte[] body = OtlpAnswer.taken(false, "", taken.refused(), taken.why());
      answer(Status.OK, new Metadata(), body);
    } else if (result instanceof Refused refused) {
      // Without a RetryInfo, which makes it final.
      answer(refused.code().toStatus().withDescription(refused.why()), new Metadata(), null);
    } else {
      String why = ((Deferred) result).why().name();
      Metadata trailers = new Metadata();
      trailers.put(
          DETAILS, OtlpAnswer.again(Code.UNAVAILABLE.value(), why, SidecarLimits.RETRY_AFTER));
      answer(Status.UNAVAILABLE.withDescription(why), trailers, null);
    }
  }

  private synchronized void answer(Status status, Metadata trailers, byte @Nullable [] body) {
    if (answered || call == null) {
      return;
    }
    answered = true;
    if (body != null) {
      call.sendHeaders(new Metadata());
      call.sendMessage(body);
    }
    call.close(status, trailers);
    if (patience != null) {
      patience.cancel(false);
    }
    patience = after(SidecarLimits.GRPC_ANSWER_MAX, () -> reset("does not take its answer"));
  }

  /**
   * Ends the stream at once, which frees what gRPC holds of it. A server's call has no such method;
   * that its time is over is what gRPC resets a stream for.
   */
  private synchronized void reset(String why) {
    if (life != null) {
      life.cancel(new TimeoutException(why));
    }
  }

  /** The end, whoever made it: the client, the connection, or gRPC, which refuses by itself. */
  @Override
  public synchronized void streamClosed(Status status) {
    arriving.close();
    if (patience != null) {
      patience.cancel(false);
    }
    if (answered || whole) {
      return;
    }
    answered = true;
    switch (status.getCode()) {
      case CANCELLED, UNAVAILABLE, DEADLINE_EXCEEDED -> reception.counts().abandoned();
      default -> reception.counts().refusedRequest();
    }
  }
}
