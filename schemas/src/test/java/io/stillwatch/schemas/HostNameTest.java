package io.stillwatch.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class HostNameTest {

  @Test
  void aPodTellsItsNameByItsEnvironment() {
    assertEquals("envoy-7d9f-x2", HostName.of(Map.of("HOSTNAME", "envoy-7d9f-x2"), "envoy"));
  }

  /** As by a shell or by systemd. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void withoutThatItIsTheMachines() throws Exception {
    String kernel = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    String name = HostName.of(Map.of("HOSTNAME", ""), "nobody");
    // Where nothing resolves it, the machine does not know it.
    assertTrue(List.of(kernel, "nobody").contains(name), name + " on " + kernel);
    assertEquals(name, HostName.of(Map.of(), "nobody"));
  }
}
