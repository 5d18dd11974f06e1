package dev.soma.data.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file without a name that is written from beginning to end and then mapped.
///
/// It is written through its channel: a full disk is an error of the write, not a fault in the
/// middle of a computation. It is read through the mapping, and long pieces of it through the
/// channel as long as that is open.
final class WorkFile {
  private final WorkFolder folder;
  private final FileChannel channel;
  private final Arena arena;
  private final List<Spool> open = new ArrayList<>();
  private long size;
  private volatile @Nullable MemorySegment mapped;

  WorkFile(WorkFolder folder, FileChannel channel, Arena arena) {
    this.folder = folder;
    this.channel = channel;
    this.arena = arena;
  }

  void opened(Spool spool) {
    open.add(spool);
  }

  /// Appends the bytes and returns where they begin.
  ///
  /// @throws dev.soma.error.SomaException.Resource E809 if the disk is full, E812 if the thread was
  ///   interrupted, E813 if the folder was closed
  long append(ByteBuffer bytes) {
    if (mapped != null) {
      throw new IllegalStateException("the file is being read already");
    }
    long at = size;
    try {
      while (bytes.hasRemaining()) {
        int n = channel.write(bytes, size);
        size += n;
        folder.wrote(n);
      }
    } catch (IOException e) {
      throw arena.scope().isAlive() ? folder.failed(e) : folder.closed();
    }
    return at;
  }

  /// Gives the space back.
  void discard() {
    open.clear();
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Everything that was written; from now on nothing can be. Several threads may ask.
  ///
  /// @throws dev.soma.error.SomaException.Resource E813 if the folder was closed
  MemorySegment map() {
    if (!arena.scope().isAlive()) {
      throw folder.closed();
    }
    MemorySegment m = mapped;
    return m == null ? mapOnce() : m;
  }

  /// Fills a piece of memory with what stands from `at` on. A page that the system has not mapped
  /// yet, or no longer, costs a fault of its own in the mapping, and several times as much as it
  /// does here.
  ///
  /// @return false if it cannot be read: a thread that was interrupted has closed the channel. The
  ///   mapping is still there then
  boolean read(long at, MemorySegment into) {
    MemorySegment _ = map(); // everything is written, and the folder is open
    ByteBuffer bytes = into.asByteBuffer();
    try {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, at + bytes.position()) < 0) {
          throw new IllegalArgumentException("the file ends before " + (at + into.byteSize()));
        }
      }
      return true;
    } catch (ClosedChannelException closed) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized MemorySegment mapOnce() {
    MemorySegment m = mapped;
    if (m == null) {
      open.forEach(Spool::finish);
      open.clear();
      try {
        m = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      } catch (ClosedByInterruptException e) {
        throw folder.failed(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      mapped = m;
    }
    return m;
  }
}
