package io.stillwatch.sidecar;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads the body of a request: unpacked, and never more of it than may be. */
final class Body {

  private Body() {}

  /** Why a body was not read; says which status that is. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final Why why;

    Refused(Why why) {
      super(why.name(), null, false, false);
      this.why = why;
    }

    Why why() {
      return why;
    }
  }

  /** What can be wrong. */
  enum Why {
    TOO_LARGE,
    NO_MEMORY,
    NOT_GZIP
  }

  /**
   * Reads all of it.
   *
   * @throws IOException when whoever sends has gone, or is too slow
   */
  static byte[] read(InputStream raw, boolean gzip, int bytesMax, MemoryBudget.Lease memory)
      throws IOException, Refused {
    Told told = new Told(raw);
    try (InputStream in = gzip ? new GZIPInputStream(told) : told) {
      return collect(in, bytesMax, memory, SidecarLimits.BODY_COPIES);
    } catch (ZipException | EOFException e) {
      if (told.failed) {
        throw e;
      }
      throw new Refused(Why.NOT_GZIP);
    }
  }

  /** Reads all of it, and takes room for so many copies of each byte. */
  static byte[] collect(InputStream in, int bytesMax, MemoryBudget.Lease memory, int copies)
      throws IOException, Refused {
    ByteArrayOutputStream body = new ByteArrayOutputStream(SidecarLimits.BODY_STEP_BYTES);
    byte[] step = new byte[SidecarLimits.BODY_STEP_BYTES];
    for (int n = in.read(step); n >= 0; n = in.read(step)) {
      if (body.size() + n > bytesMax) {
        throw new Refused(Why.TOO_LARGE);
      }
      if (!memory.take(n * copies)) {
        throw new Refused(Why.NO_MEMORY);
      }
      body.write(step, 0, n);
    }
    return body.toByteArray();
  }

  /** Remembers whether it was the sender that failed, and not what was sent. */
  private static final class Told extends FilterInputStream {
    private boolean failed;

    Told(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      try {
        return super.read(bytes, from, length);
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    /** The exchange closes it, after what is left was passed over. */
    @Override
    public void close() {}
  }
}
