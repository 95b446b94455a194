package io.stillwatch.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The wish to end a run, by Ctrl-C or a TERM signal: the run sees it, ends as it would have ended,
 * and only then the process stops.
 *
 * <p>A shutdown hook cannot do this: it runs beside the hooks of Flink and Kafka, which pull the
 * floor away from under the summary. The JDK's signal handler is no public API (the compiler warns
 * of it, and cannot be told not to), so it is reached by reflection; where that fails, a signal
 * stops the process as it does by default. A second Ctrl-C stops it at once. Closing it gives the
 * signals back.
 */
public final class StopRequest implements AutoCloseable {

  private static final int STOPPED_BY_SIGNAL = 130;

  private final CountDownLatch stop = new CountDownLatch(1);

  /** Signals with the handlers that they had. */
  private final Map<Object, Object> before = new HashMap<>();

  private StopRequest() {}

  /** From now on signals do not stop the process but ask this run to end. */
  public static StopRequest onSignals() {
    StopRequest request = new StopRequest();
    for (String name : new String[] {"INT", "TERM"}) {
      request.listen(name);
    }
    return request;
  }

  public boolean asked() {
    return stop.getCount() == 0;
  }

  /** Waits so long, or until the end is asked for; true then. */
  public boolean await(long millis) throws InterruptedException {
    return stop.await(millis, TimeUnit.MILLISECONDS);
  }

  private void listen(String name) {
    try {
      Object signal = signalClass().getConstructor(String.class).newInstance(name);
      Object ours =
          Proxy.newProxyInstance(
              StopRequest.class.getClassLoader(), new Class<?>[] {handlerClass()}, new OnSignal());
      Object old = handle(signal, ours);
      if (old != null) {
        before.put(signal, old);
      }
    } catch (ReflectiveOperationException e) {
      return; // then the signal stops the process
    }
  }

  @Override
  public void close() {
    before.forEach(
        (signal, old) -> {
          try {
            handle(signal, old);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a signal handler could be set, but not set back", e);
          }
        });
    before.clear();
  }

  private static @Nullable Object handle(Object signal, Object handler)
      throws ReflectiveOperationException {
    return signalClass()
        .getMethod("handle", signalClass(), handlerClass())
        .invoke(null, signal, handler);
  }

  private static Class<?> signalClass() throws ClassNotFoundException {
    return Class.forName("sun.misc.Signal");
  }

  private static Class<?> handlerClass() throws ClassNotFoundException {
    return Class.forName("sun.misc.SignalHandler");
  }

  /** Stands in for a {@code SignalHandler}. */
  private final class OnSignal implements InvocationHandler {

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws ReflectiveOperationException {
      if (method.getDeclaringClass() == Object.class) {
        return method.invoke(this, arguments);
      }
      if (asked()) {
        Runtime.getRuntime().halt(STOPPED_BY_SIGNAL);
      }
      stop.countDown();
      return null;
    }
  }
}
