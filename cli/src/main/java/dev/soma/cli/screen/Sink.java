package dev.soma.cli.screen;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A stream that remembers its first failure, so that a full disk is told apart from a reader who
/// has left.
public final class Sink extends OutputStream {
  private final OutputStream to;
  private @Nullable IOException failure;

  /// Writes through to a stream.
  public Sink(OutputStream to) {
    this.to = to;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      to.write(bytes, from, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    if (failure == null) {
      to.flush();
    }
  }

  /// The first failure, or null.
  public @Nullable IOException failure() {
    return failure;
  }

  /// Whether the reader of a pipe has left: no error, but nothing more needs to be written.
  public static boolean isBrokenPipe(IOException e) {
    return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
  }
}
