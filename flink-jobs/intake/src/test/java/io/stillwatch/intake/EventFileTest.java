package io.stillwatch.intake;

import static io.stillwatch.intake.Events.accepted;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.InferenceEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
  @TempDir Path folder;

  @Test
  void linesAreGivenOneByOneWithTheirNumbers() throws IOException {
    try (EventFile file = EventFile.open(written("a.jsonl", "{1}\r\n\n  \n{2}\n{3}"))) {
      assertEquals(0, file.line());
      assertArrayEquals("{1}".getBytes(UTF_8), file.next());
      assertEquals(1, file.line());
      assertArrayEquals("{2}".getBytes(UTF_8), file.next());
      assertEquals(4, file.line());
      assertArrayEquals("{3}".getBytes(UTF_8), file.next());
      assertEquals(5, file.line());
      assertNull(file.next());
      assertNull(file.next());
      assertEquals(1.0, file.progress());
    }
  }

  @Test
  void objectsMayBeSpreadOverLinesOrStandInAList() throws IOException {
    String one = "{\n \"a\": \"}{\\\"\", \"b\": {\n}}";
    for (String text : new String[] {one + "\n\n" + one, "[" + one + ",\n" + one + "]\n"}) {
      try (EventFile file = EventFile.open(written("spread", text))) {
        assertEquals(one, new String(file.next(), UTF_8));
        assertEquals(one, new String(file.next(), UTF_8));
        assertNull(file.next());
      }
    }
    try (EventFile file = EventFile.open(written("cut", one.substring(0, one.length() - 1)))) {
      assertThrows(IOException.class, file::next);
    }
  }

  @Test
  void protobufHasItsLengthBeforeItOrIsTheWholeFile() throws IOException {
    byte[] record = Otlp.bytes();
    java.nio.ByteBuffer two = java.nio.ByteBuffer.allocate(2 * (4 + record.length));
    two.putInt(record.length).put(record).putInt(record.length).put(record);
    Path path = Files.write(folder.resolve("prefixed"), two.array());
    try (EventFile file = EventFile.open(path)) {
      assertArrayEquals(record, file.next());
      assertArrayEquals(record, file.next());
      assertEquals(2, file.line());
      assertNull(file.next());
    }
    path = Files.write(folder.resolve("cut"), Arrays.copyOf(two.array(), record.length));
    try (EventFile file = EventFile.open(path)) {
      assertThrows(IOException.class, file::next);
    }
    path = Files.write(folder.resolve("whole"), record);
    try (EventFile file = EventFile.open(path)) {
      assertArrayEquals(record, file.next());
      assertNull(file.next());
    }
  }

  @Test
  void linesLongerThanABufferComeWhole() throws IOException {
    String line = "{" + "a".repeat(200_000) + "}";
    try (EventFile file = EventFile.open(written("long", line + "\n" + line + "\n"))) {
      assertEquals(line, new String(file.next(), UTF_8));
      assertEquals(line, new String(file.next(), UTF_8));
      assertNull(file.next());
    }
  }

  @Test
  void gzipIsKnownByItsFirstBytesAndMayHaveSeveralMembers() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(gzip("{1}\n".getBytes(UTF_8)));
    both.writeBytes(gzip("{2}\n".getBytes(UTF_8)));
    Path path = folder.resolve("misnamed.txt");
    Files.write(path, both.toByteArray());
    try (EventFile file = EventFile.open(path)) {
      assertEquals("{1}", new String(file.next(), UTF_8));
      assertEquals("{2}", new String(file.next(), UTF_8));
      assertNull(file.next());
      assertEquals(1.0, file.progress());
    }
  }

  @Test
  void anAvroContainerGivesRecordsThatTheDoorAccepts() throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    container(plain, 300);
    Path path = folder.resolve("events.avro");
    Files.write(path, plain.toByteArray());
    Path zipped = folder.resolve("events.avro.gz");
    Files.write(zipped, gzip(plain.toByteArray()));
    for (Path each : new Path[] {path, zipped}) {
      try (EventFile file = EventFile.open(each)) {
        for (int i = 1; i <= 300; i++) {
          assertEquals(event(i), accepted(Events.intake().accept(file.next(), -1)));
          assertEquals(i, file.line());
        }
        assertNull(file.next());
      }
    }
  }

  @Test
  void progressRisesFromNothingToAll() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      lines.append("{\"line\":").append(i).append("}\n");
    }
    try (EventFile file = EventFile.open(written("many", lines.toString()))) {
      double before = 0;
      int middle = 0;
      while (file.next() != null) {
        assertTrue(file.progress() >= before);
        before = file.progress();
        middle += before > 0.3 && before < 0.7 ? 1 : 0;
      }
      assertTrue(middle > 1000);
      assertEquals(1.0, before);
    }
  }

  @Test
  void anEmptyFileHasNoEvents() throws IOException {
    try (EventFile file = EventFile.open(written("empty", ""))) {
      assertNull(file.next());
      assertEquals(1.0, file.progress());
    }
  }

  @Test
  void whatCannotBeReadIsNamedInOneLine() throws IOException {
    Path missing = folder.resolve("missing");
    IOException none = assertThrows(IOException.class, () -> EventFile.open(missing));
    assertEquals(missing + ": no such file", none.getMessage());
    IOException directory = assertThrows(IOException.class, () -> EventFile.open(folder));
    assertEquals(folder + ": no such file", directory.getMessage());

    byte[] whole = gzip("{1}\n{2}\n".repeat(20_000).getBytes(UTF_8));
    Path cut = folder.resolve("cut.gz");
    Files.write(cut, Arrays.copyOf(whole, whole.length - 20));
    IOException early = assertThrows(IOException.class, () -> drain(cut));
    assertTrue(early.getMessage().startsWith(cut + ", after line "), early.getMessage());
    assertTrue(early.getMessage().endsWith(": the file is cut off"), early.getMessage());

    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    container(plain, 300);
    Path broken = folder.resolve("cut.avro");
    Path zipped = folder.resolve("cut.avro.gz");
    byte[] gzip = gzip(plain.toByteArray());
    for (int less = 1; less <= 40; less++) {
      Files.write(broken, Arrays.copyOf(plain.toByteArray(), plain.size() - less));
      assertEndsWith("the file is cut off", assertThrows(IOException.class, () -> drain(broken)));
      Files.write(zipped, Arrays.copyOf(gzip, gzip.length - less));
      assertEndsWith("the file is cut off", assertThrows(IOException.class, () -> drain(zipped)));
    }
    Path head = folder.resolve("head.avro");
    Files.write(head, Arrays.copyOf(plain.toByteArray(), 9));
    assertTrue(
        assertThrows(IOException.class, () -> drain(head))
            .getMessage()
            .startsWith(head.toString()));
  }

  private static void assertEndsWith(String end, IOException e) {
    assertTrue(e.getMessage().endsWith(end), e.getMessage());
  }

  private static void drain(Path path) throws IOException {
    try (EventFile file = EventFile.open(path)) {
      while (file.next() != null) {
        assertTrue(file.line() > 0);
      }
    }
  }

  private static InferenceEvent event(int i) {
    InferenceEvent event = Events.full();
    event.setExchangeId("x-" + i);
    return event;
  }

  private static void container(OutputStream out, int events) throws IOException {
    try (DataFileWriter<InferenceEvent> writer =
        new DataFileWriter<>(new SpecificDatumWriter<>(InferenceEvent.class))) {
      writer.setCodec(CodecFactory.deflateCodec(1)).create(InferenceEvent.getClassSchema(), out);
      for (int i = 1; i <= events; i++) {
        writer.append(event(i));
      }
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private Path written(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
