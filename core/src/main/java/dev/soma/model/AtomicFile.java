package dev.soma.model;

import dev.soma.error.SomaException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/// Writes a whole file or none of it.
final class AtomicFile {
  private AtomicFile() {}

  /// Writes to a temporary file beside the target, syncs it, and renames it. A thread that was
  /// interrupted writes as well, and stays interrupted.
  ///
  /// @throws SomaException.Resource E804 if the disk is full or fails, E805 if the folder cannot be
  ///   written; the target is then as it was
  static void write(Path target, byte[] bytes) {
    Path folder = Objects.requireNonNull(target.toAbsolutePath().getParent());
    long process = ProcessHandle.current().pid();
    long thread = Thread.currentThread().threadId();
    Path temporary =
        folder.resolve("." + target.getFileName() + "." + process + "-" + thread + ".tmp");
    check(folder, target);
    try {
      Files.write(temporary, bytes);
      sync(temporary);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AccessDeniedException | NoSuchFileException e) {
      throw new SomaException.Resource(
          "E805",
          "folder cannot be written · " + folder + ": " + e.getClass().getSimpleName(),
          "--out DIR");
    } catch (IOException e) {
      throw new SomaException.Resource(
          "E804",
          "cannot write " + target + " (" + bytes.length + " bytes): " + e.getMessage(),
          "free some disk space, or --out DIR on another disk");
    } finally {
      delete(temporary);
    }
  }

  /// Waits until the disk has it. Not through a channel: one that a thread with the flag of an
  /// interruption uses is closed.
  private static void sync(Path file) throws IOException {
    if (file.getFileSystem().equals(FileSystems.getDefault())) {
      try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
        f.getFD().sync();
      }
    }
  }

  private static void check(Path folder, Path target) {
    if (!Files.isDirectory(folder) || Files.isDirectory(target)) {
      Path wrong = Files.isDirectory(target) ? target : folder;
      throw new SomaException.Resource(
          "E805",
          Files.isDirectory(wrong)
              ? "model cannot be written · " + wrong + " is a folder, expected the name of a file"
              : "folder cannot be written · " + wrong + " is not a folder",
          "--out DIR");
    }
  }

  private static void delete(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      temporary.toFile().deleteOnExit();
    }
  }
}
