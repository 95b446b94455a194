package io.stillwatch.sidecar;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes so many connections at a time and closes one more, for which gRPC has no setting. */
final class BoundedServerChannel extends NioServerSocketChannel {

  private final AtomicInteger open = new AtomicInteger();

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int number = super.doReadMessages(accepted);
    if (number > 0) {
      Channel last = (Channel) accepted.get(accepted.size() - 1);
      if (open.get() >= SidecarLimits.GRPC_CONNECTIONS_MAX) {
        accepted.remove(accepted.size() - 1);
        last.unsafe().closeForcibly();
      } else {
        open.incrementAndGet();
        var unused = last.closeFuture().addListener(closed -> open.decrementAndGet());
      }
    }
    return number;
  }
}
