package dev.soma.data.store;

import dev.soma.math.Matrix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The rows of a file that training is among, in the heap: each block of rows is copied as a whole
/// when the first of them is asked for, and the block that came first makes room for it.
///
/// In the order of [ShuffledRows] each block is read once an epoch, from beginning to end. Single
/// rows taken from the mapping one here and one there cost several times as much as the same rows
/// in the heap, for each touches pages that the processor has no translation of at hand. See
/// `docs/decisions/0022-a-window-in-the-heap.md`.
///
/// Not safe for several threads.
public final class RowWindow {
  /// The share of the heap that a window may take.
  private static final int SHARE = 8;

  private final RowFile file;
  private final int block; // rows of a block
  private final int values; // of a row
  private final float[] data;
  private final MemorySegment segment; // the same
  private final MemorySegment through; // of a block, outside the heap
  private final int[] places; // of each block of the file in the window; -1 if it is not there
  private final int[] blocks; // of the file, at each place; -1 if there is none yet
  private int next; // the place that the next block is put at

  /// A window on all blocks that are shuffled together.
  ///
  /// @return null if it would take more than an eighth of the heap: the rows are wide, and are as
  ///   well read one by one
  public static @Nullable RowWindow on(RowFile file) {
    return on(file, ShuffledRows.BLOCK, ShuffledRows.WINDOW, Runtime.getRuntime().maxMemory());
  }

  /// The same with other sizes, for tests.
  ///
  /// @param block rows of a block
  /// @param most blocks at a time
  /// @param heap bytes, of which an eighth is allowed
  static @Nullable RowWindow on(RowFile file, int block, int most, long heap) {
    int blocks = Math.min(most, Math.ceilDiv(file.rows(), block));
    return fits(values(file, block, blocks), heap) ? new RowWindow(file, block, blocks) : null;
  }

  /// Bytes of the heap that a window on this file takes; 0 if there is none. Outside the heap it
  /// has those of a block of rows.
  public static long bytes(RowFile file) {
    int all = Math.ceilDiv(file.rows(), ShuffledRows.BLOCK);
    int blocks = Math.min(ShuffledRows.WINDOW, all);
    long values = values(file, ShuffledRows.BLOCK, blocks);
    return fits(values, Runtime.getRuntime().maxMemory()) ? 4 * (values + all + blocks) : 0;
  }

  private static long values(RowFile file, int block, int blocks) {
    return (long) blocks * block * file.values();
  }

  private static boolean fits(long values, long heap) {
    return values <= Math.min(Integer.MAX_VALUE - 8, heap / (SHARE * 4));
  }

  private RowWindow(RowFile file, int block, int most) {
    this.file = file;
    this.block = block;
    this.values = file.values();
    this.data = new float[most * block * values];
    this.segment = MemorySegment.ofArray(data);
    this.through = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(4 * block * values));
    this.places = new int[Math.ceilDiv(file.rows(), block)];
    this.blocks = new int[most];
    Arrays.fill(places, -1);
    Arrays.fill(blocks, -1);
  }

  /// Copies a row to row `to` of these blocks, as [RowFile#copy] does.
  public void copy(
      int row, Matrix x, int[] c, Matrix y, float @Nullable [] w, float @Nullable [] o, int to) {
    int place = places[row / block];
    if (place < 0) {
      place = load(row / block);
    }
    file.copy(data, values * (place * block + row % block), segment, x, c, y, w, o, to);
  }

  private int load(int wanted) {
    int place = next;
    next = place + 1 == blocks.length ? 0 : place + 1;
    if (blocks[place] >= 0) {
      places[blocks[place]] = -1;
    }
    blocks[place] = wanted;
    places[wanted] = place;
    int first = wanted * block;
    int count = Math.min(block, file.rows() - first);
    file.read(first, count, through, data, place * block * values);
    return place;
  }
}
