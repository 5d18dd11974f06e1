package dev.soma.data.store;

import dev.soma.error.SomaException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Where a table that is larger than the heap is kept while it is learned from.
///
/// Files are deleted as they are opened where the system allows that (Linux, macOS), else when they
/// are closed: whatever ends the process, nothing is left behind. What was read from a folder can
/// be used until it is closed.
public final class WorkFolder implements AutoCloseable {
  private final Path path;
  private final Arena arena = Arena.ofShared();
  private final List<FileChannel> channels = new ArrayList<>();
  private long written;

  private WorkFolder(Path path) {
    this.path = path;
  }

  /// Work files in this folder, which is made if it is not there.
  ///
  /// @throws SomaException.Resource E805 if it cannot be made or written in
  public static WorkFolder in(Path path) {
    try {
      check(path);
      Files.createDirectories(path);
      return new WorkFolder(path);
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  /// Whether a folder could hold work files; makes nothing.
  ///
  /// @throws SomaException.Resource E805 if it is no folder, or cannot be made or written in
  public static void require(Path path) {
    try {
      check(path);
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  private static void check(Path path) throws IOException {
    Path there = path.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      throw new IOException(there + " is not a folder");
    }
    if (!Files.isWritable(there)) {
      throw new IOException("no permission");
    }
  }

  private static SomaException.Resource unusable(Path path, IOException e) {
    String why = e.getClass().equals(IOException.class) ? e.getMessage() : "it cannot be made";
    return new SomaException.Resource(
        "E805",
        "folder cannot be written · "
            + path
            + ": "
            + why
            + "\nexpected a folder for the work files of a table that is kept on disk",
        fixes(path));
  }

  /// The system's temporary folder, if it can be used and typed without quotes.
  private static String[] fixes(Path path) {
    String usual = System.getProperty("java.io.tmpdir", "");
    boolean typed = usual.matches("[\\w./:\\\\-]+") && !Path.of(usual).equals(path);
    return typed && Files.isWritable(Path.of(usual))
        ? new String[] {"--work-dir " + usual}
        : new String[0];
  }

  /// Where it is.
  public Path path() {
    return path;
  }

  /// How many bytes have been written.
  public long written() {
    return written;
  }

  WorkFile file() {
    try {
      Path file = Files.createTempFile(path, "soma-", ".work");
      FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      channels.add(channel);
      return new WorkFile(this, channel, arena);
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  void wrote(int bytes) {
    written += bytes;
  }

  /// E812 if the thread was interrupted, which closes the file; else E809.
  SomaException.Resource failed(IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return new SomaException.Resource(
          "E812",
          "interrupted · the thread that used the work files in "
              + path
              + " was interrupted; nothing of them is left behind\nexpected a thread whose"
              + " interrupted flag is not set: it closes the file");
    }
    return new SomaException.Resource(
        "E809",
        "work folder is full · "
            + path
            + ": "
            + e.getMessage()
            + " after "
            + written / (1 << 20)
            + " MB\nthe table is kept there while it is learned from; nothing of it is left behind."
            + " Free some space, or name a folder on another disk with --work-dir");
  }

  SomaException.Resource closed() {
    return new SomaException.Resource(
        "E813",
        "work folder is closed · "
            + path
            + "\nexpected it open for as long as a table that is kept there is used: close it after"
            + " the training");
  }

  /// Frees the disk space; what was read from here cannot be used any more.
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
    for (FileChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException alreadyGone) {
        // nothing is read from it again
      }
    }
    channels.clear();
  }
}
