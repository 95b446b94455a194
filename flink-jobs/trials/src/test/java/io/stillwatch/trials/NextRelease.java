package io.stillwatch.trials;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * What a next release would be: the job's jar under another version, with classes that were
 * compiled from other source. Its job has one operator more, which has state of its own, and its
 * intake is another class than the one whose state it goes on from.
 */
final class NextRelease {

  static final String VERSION = "0.2.0-DRILL";

  /** The operator that only the next release has. */
  static final String OPERATOR = "since-next-release";

  private static final String PACKAGE = "io/stillwatch/jobs/";
  private static final Path SOURCES = Path.of("..", "jobs", "src", "main", "java");

  private static final String ACTIONS_SINK = "    actions.sinkTo(kafka.actions())";
  private static final String ONE_MORE =
      """
          actions =
              actions
                  .map(new SinceNextRelease(), StreamTypes.ACTION)
                  .uid("%1$s")
                  .name("%1$s");
      """
          .formatted(OPERATOR);

  private static final String OPERATOR_CLASS =
      """
      package io.stillwatch.jobs;

      import io.stillwatch.schemas.EnforcementAction;
      import org.apache.flink.api.common.functions.MapFunction;
      import org.apache.flink.api.common.state.ListState;
      import org.apache.flink.api.common.state.ListStateDescriptor;
      import org.apache.flink.api.common.typeinfo.Types;
      import org.apache.flink.runtime.state.FunctionInitializationContext;
      import org.apache.flink.runtime.state.FunctionSnapshotContext;
      import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

      final class SinceNextRelease
          implements MapFunction<EnforcementAction, EnforcementAction>, CheckpointedFunction {
        private static final long serialVersionUID = 1L;
        private transient ListState<Long> state;
        private transient long seen;

        @Override
        public EnforcementAction map(EnforcementAction action) {
          seen++;
          return action;
        }

        @Override
        public void initializeState(FunctionInitializationContext context) throws Exception {
          state = context.getOperatorStateStore()
              .getListState(new ListStateDescriptor<>("seen", Types.LONG));
          for (Long each : state.get()) {
            seen += each;
          }
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) throws Exception {
          state.update(java.util.List.of(seen));
        }
      }
      """;

  private NextRelease() {}

  /** Puts it in the place of the jar that ships, in the image's files. */
  static void into(Path tree, Path work) throws IOException {
    Path jar = tree.resolve("opt/flink/usrlib/stillwatch-jobs.jar");
    Path sources = Files.createDirectories(work.resolve("next-sources"));
    Path classes = Files.createDirectories(work.resolve("next-classes"));
    Path next = work.resolve("next.jar");
    compile(
        List.of(
            changed(sources, "DetectionJob", ACTIONS_SINK, ONE_MORE + ACTIONS_SINK),
            changed(sources, "IntakeOperator", "serialVersionUID = 1L;", "serialVersionUID = 2L;"),
            Files.writeString(sources.resolve("SinceNextRelease.java"), OPERATOR_CLASS)),
        classes);
    write(jar, classes, next);
    // Moved and not written over: who has the old one open goes on with it.
    Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path changed(Path into, String name, String from, String to) throws IOException {
    String source = Files.readString(SOURCES.resolve(PACKAGE + name + ".java"));
    if (source.indexOf(from) < 0 || source.indexOf(from) != source.lastIndexOf(from)) {
      throw new AssertionError(name + " does not say once: " + from);
    }
    return Files.writeString(into.resolve(name + ".java"), source.replace(from, to));
  }

  private static void compile(List<Path> sources, Path classes) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "--release",
                "17",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString()));
    sources.forEach(source -> arguments.add(source.toString()));
    if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new))
        != 0) {
      throw new AssertionError("the next release does not compile");
    }
  }

  private static void write(Path jar, Path classes, Path next) throws IOException {
    Map<String, byte[]> replaced = new HashMap<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        replaced.put(classes.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    try (JarFile old = new JarFile(jar.toFile())) {
      Manifest manifest = new Manifest(old.getManifest());
      manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, VERSION);
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(next), manifest)) {
        for (JarEntry entry : (Iterable<JarEntry>) old.stream()::iterator) {
          if (entry.isDirectory() || entry.getName().equals(JarFile.MANIFEST_NAME)) {
            continue;
          }
          byte[] other = replaced.remove(entry.getName());
          out.putNextEntry(new JarEntry(entry.getName()));
          if (other != null) {
            out.write(other);
          } else {
            try (InputStream same = old.getInputStream(entry)) {
              same.transferTo(out);
            }
          }
        }
        for (Map.Entry<String, byte[]> added : replaced.entrySet()) {
          out.putNextEntry(new JarEntry(added.getKey()));
          out.write(added.getValue());
        }
      }
    }
  }
}
