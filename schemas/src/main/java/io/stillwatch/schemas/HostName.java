package io.stillwatch.schemas;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.jspecify.annotations.NullMarked;

/**
 * What a process calls itself in the records that it writes, so that several of its kind can be
 * told apart: its pod or its host.
 */
@NullMarked
public final class HostName {

  private HostName() {}

  /**
   * The name of the pod or host. Where the environment does not have it, asking for it may take
   * seconds: only for who was given no other name.
   *
   * @param otherwise for a machine that does not know its own name
   */
  public static String or(String otherwise) {
    return of(System.getenv(), otherwise);
  }

  /** A container has it in its environment; a shell does not pass it on, nor does systemd. */
  static String of(Map<String, String> environment, String otherwise) {
    String name = environment.getOrDefault("HOSTNAME", "");
    if (!name.isEmpty()) {
      return name;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return otherwise;
    }
  }
}
