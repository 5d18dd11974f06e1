package dev.soma.data.store;

import dev.soma.math.Seeds;
import java.util.SplittableRandom;

/// The order of the rows of each epoch: a function of seed, number of rows and epoch alone, in
/// memory and on disk alike.
///
/// Up to 131,072 rows are shuffled as a whole (Fisher-Yates). More rows are cut into blocks of 256
/// neighbours; the blocks are put into a random order, and each 512 blocks in turn are a window
/// whose rows are shuffled. So rows are read from a file in long pieces, and only the rows of one
/// window are held at a time. See `docs/decisions/0030-windowed-shuffle.md`.
///
/// Not safe for several threads.
public final class ShuffledRows {
  /// Rows of a block.
  static final int BLOCK = 256;

  /// Blocks of a window.
  static final int WINDOW = 512;

  private final int rows;
  private final int block;
  private final int window; // rows of a full one
  private final long key;
  private final long blockKey;
  private final int[] blocks;
  private final int[] order;
  private int epoch;
  private boolean shuffled;
  private int current = -1;
  private int first; // position of the first row of the current window
  private int count; // rows of the current window

  /// The rows 0 .. rows - 1 in order until [#shuffle(int)] is called.
  public ShuffledRows(int rows, Seeds seeds) {
    this(rows, seeds, BLOCK, WINDOW);
  }

  /// The same with other sizes, for tests.
  ///
  /// @param block rows of a block
  /// @param blocksOfWindow blocks of a window
  public ShuffledRows(int rows, Seeds seeds, int block, int blocksOfWindow) {
    this.rows = rows;
    this.block = block;
    this.window = Math.multiplyExact(block, blocksOfWindow);
    this.key = seeds.key("shuffle");
    this.blockKey = seeds.key("shuffle of blocks");
    this.blocks = rows <= window ? new int[0] : new int[Math.ceilDiv(rows, block)];
    this.order = new int[Math.min(rows, window)];
  }

  /// Numbers that the order of so many rows takes.
  public static long numbers(int rows) {
    int window = BLOCK * WINDOW;
    return rows <= window ? rows : (long) window + Math.ceilDiv(rows, BLOCK);
  }

  /// Puts the rows into the order of an epoch.
  ///
  /// @param number of the epoch, any integer
  public void shuffle(int number) {
    epoch = number;
    shuffled = true;
    current = -1;
    SplittableRandom random = new SplittableRandom(Seeds.bits(blockKey, number));
    for (int i = 0; i < blocks.length; i++) {
      int j = random.nextInt(i + 1);
      blocks[i] = blocks[j];
      blocks[j] = i;
    }
  }

  /// The row at a position of the epoch; positions in ascending order are quick.
  public int at(int position) {
    if (!shuffled) {
      return position;
    }
    if (current < 0 || position < first || position >= first + count) {
      move(position);
    }
    return order[position - first];
  }

  private void move(int position) {
    if (blocks.length == 0) {
      current = 0;
      count = rows;
      fill(new SplittableRandom(Seeds.bits(key, epoch)), 0, 0);
      return;
    }
    int missing = rows % block == 0 ? 0 : block - rows % block; // rows that the last block lacks
    int shortAt = 0;
    while (blocks[shortAt] != blocks.length - 1) {
      shortAt++;
    }
    int inWindow = window / block;
    int w = position / window;
    if (position >= start(w + 1, shortAt / inWindow, missing)) {
      w++;
    }
    current = w;
    first = start(w, shortAt / inWindow, missing);
    count = 0;
    SplittableRandom random = new SplittableRandom(Seeds.bits(Seeds.bits(key, epoch), w));
    int end = Math.min(blocks.length, (w + 1) * inWindow);
    for (int b = w * inWindow; b < end; b++) {
      int from = blocks[b] * block;
      int taken = Math.min(block, rows - from);
      count += taken;
      fill(random, count - taken, from);
    }
  }

  private int start(int w, int shortWindow, int missing) {
    return (int) Math.min(rows, (long) w * window - (w > shortWindow ? missing : 0));
  }

  /// Adds the rows from `from` on to the window, from its index `at` to the count (Fisher-Yates).
  private void fill(SplittableRandom random, int at, int from) {
    for (int i = at; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = from + i - at;
    }
  }
}
