package io.stillwatch.sidecar;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.stillwatch.intake.Format;
import io.stillwatch.sidecar.Reception.Deferred;
import io.stillwatch.sidecar.Reception.Result;
import io.stillwatch.sidecar.Reception.Taken;
import io.stillwatch.sidecar.Reception.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of gRPC: what of it has arrived, what becomes of it, and its one answer.
 *
 * <p>gRPC collects a message before it hands it on, and tells nobody how much it holds but the
 * tracer of the stream. So this is one: each piece takes its room from the memory of all requests
 * when it arrives, and a call for which there is none is answered there and then.
 */
final class OtlpGrpcCall extends ServerStreamTracer {

  private static final Logger LOG = LoggerFactory.getLogger(OtlpGrpcCall.class);

  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final Context.Key<OtlpGrpcCall> key;
  private final Reception reception;
  private final MemoryBudget memory;
  private final MemoryBudget.Lease arriving;
  private final int bodyBytesMax;
  private @Nullable ServerCall<InputStream, byte[]> call;
  private @Nullable Future<?> patience;
  private boolean whole;
  private boolean answered;

  OtlpGrpcCall(
      Context.Key<OtlpGrpcCall> key, Reception reception, MemoryBudget memory, int bodyBytesMax) {
    this.key = key;
    this.reception = reception;
    this.memory = memory;
    this.arriving = memory.lease();
    this.bodyBytesMax = bodyBytesMax;
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(key, this);
  }

  /** Asks for its message, which it is not sent before. */
  synchronized ServerCall.Listener<InputStream> begin(
      ServerCall<InputStream, byte[]> begun, Future<?> untilLate) {
    call = begun;
    patience = untilLate;
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

  private synchronized void ended() {
    if (!whole) {
      whole = true;
      refused(Status.INVALID_ARGUMENT.withDescription("a call without a message"));
    }
  }

  @Override
  public synchronized void inboundWireSize(long bytes) {
    if (!answered && !arriving.take((int) bytes)) {
      again(reception.deferred(Deferral.NO_MEMORY));
    }
  }

  /** Whoever is this slow makes room for others. */
  synchronized void late() {
    if (!whole && !answered) {
      reception.counts().abandoned();
      answer(
          Status.DEADLINE_EXCEEDED.withDescription(
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
      answer(body.length == 0 ? new Taken(0, "") : reception.take(body, Format.OTLP_PROTO));
    } catch (Body.Refused e) {
      if (e.why() == Body.Why.NO_MEMORY) {
        again(reception.deferred(Deferral.NO_MEMORY));
      } else {
        tooLarge();
      }
    } catch (StatusRuntimeException e) { // gRPC's own bound on what is unpacked
      tooLarge();
    } catch (IOException e) {
      refused(Status.INVALID_ARGUMENT.withDescription("the message is no gzip"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      again("stopping");
    } catch (RuntimeException e) {
      LOG.error("a call could not be answered: {}", e.getClass().getName());
      refused(Status.INTERNAL.withDescription("a fault of the sidecar's"));
    }
  }

  private void answer(Result result) {
    if (result instanceof Taken taken) {
      answer(Status.OK, new Metadata(), OtlpAnswer.taken(false, "", taken.refused(), taken.why()));
    } else if (result instanceof Unreadable unreadable) {
      answer(Status.INVALID_ARGUMENT.withDescription(unreadable.why()));
    } else {
      again((Deferred) result);
    }
  }

  private void again(Deferred deferred) {
    again(deferred.why().name());
  }

  private void again(String why) {
    Status status = Status.UNAVAILABLE.withDescription(why);
    Metadata trailers = new Metadata();
    trailers.put(
        DETAILS, OtlpAnswer.again(status.getCode().value(), why, SidecarLimits.RETRY_AFTER));
    answer(status, trailers, null);
  }

  /** Without a {@code RetryInfo}, which makes it final. */
  private void tooLarge() {
    refused(
        Status.RESOURCE_EXHAUSTED.withDescription(
            "more than " + bodyBytesMax + " bytes; smaller batches"));
  }

  private void refused(Status status) {
    reception.counts().refusedRequest();
    answer(status);
  }

  private void answer(Status status) {
    answer(status, new Metadata(), null);
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
