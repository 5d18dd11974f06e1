package dev.soma.data.csv;

import dev.soma.data.csv.BlockSink.Rows;
import dev.soma.kernel.ThreadTeam;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Reads a text file in blocks of whole records with several threads.
///
/// In every round some blocks are parsed, those of the round before are taken by the sink, in
/// order, and those of the next round are read from the file. What comes out does not depend on who
/// does which part.
final class BlockReader {
  private static final int BLOCKS_A_THREAD = 4;

  /// A record longer than this is left to somebody else.
  private static final int LONGEST_RECORD = 1 << 23;

  private final InputStream in;
  private final BlockSink sink;
  private final int columns;
  private final long size;
  private final List<Round> rounds = new ArrayList<>();

  private byte[] carried = new byte[0];
  private boolean ended;
  private boolean headerPassed;
  private int line = 1;
  private long taken;

  /// Only ever set: any thread may find a fault, and none may take back what another has found.
  private volatile boolean odd;

  /// @param in the bytes from the header on, without a byte order mark
  /// @param blocks makes an empty block
  /// @param columns fields of every record, the header included
  /// @param size bytes of the whole file, or 0 if that is not known
  BlockReader(
      InputStream in, BlockSink sink, Supplier<Block> blocks, int columns, long size, int threads) {
    this.in = in;
    this.sink = sink;
    this.columns = columns;
    this.size = size;
    for (int i = 0; i < 3; i++) {
      rounds.add(new Round(BLOCKS_A_THREAD * threads, blocks, sink));
    }
  }

  /// Reads everything; false if there is something that it does not understand.
  boolean read(ThreadTeam team) {
    Round before = rounds.get(0);
    Round now = rounds.get(1);
    Round next = rounds.get(2);
    now.fill();
    do {
      now.clear();
      Round taking = before;
      Round parsing = now;
      Round filling = next;
      team.run(
          (part, _) -> {
            if (part == parsing.used + 1) { // is begun first
              filling.fill();
            } else if (part == parsing.used) {
              taking.take();
            } else {
              parse(parsing.blocks.get(part), parsing.rows.get(part), parsing.first && part == 0);
            }
          },
          parsing.used + 2);
      before = parsing;
      now = filling;
      next = taking;
    } while (!odd && before.used > 0);
    return !odd;
  }

  private void parse(Block block, Rows rows, boolean header) {
    boolean skip = header;
    while (block.next()) {
      if (block.count() != columns) {
        odd = true;
        return;
      }
      if (!skip) {
        rows.add(block);
      }
      skip = false;
    }
    if (block.isOdd() || skip) { // skip: there is no header in the first block
      odd = true;
    }
  }

  /// Blocks that are parsed together.
  private final class Round {
    private final List<Block> blocks = new ArrayList<>();
    private final List<Rows> rows = new ArrayList<>();
    private int used;
    private boolean first;

    Round(int size, Supplier<Block> blocks, BlockSink sink) {
      for (int i = 0; i < size; i++) {
        this.blocks.add(blocks.get());
        this.rows.add(sink.rows());
      }
    }

    void clear() {
      for (int i = 0; i < used; i++) {
        rows.get(i).clear();
      }
    }

    /// Reads the next blocks of the file.
    void fill() {
      first = !headerPassed;
      headerPassed = true;
      used = 0;
      while (used < blocks.size() && !odd && fill(blocks.get(used))) {
        used++;
      }
    }

    private boolean fill(Block block) {
      while (block.bytes().length < 2 * carried.length) {
        block.grow();
      }
      System.arraycopy(carried, 0, block.bytes(), 0, carried.length);
      int filled = carried.length;
      int end = 0;
      while (end == 0 && !odd) {
        filled = readFully(block.bytes(), filled);
        end = ended ? filled : block.lastRecordEnd(filled);
        if (ended && filled == 0) {
          return false;
        }
        if (end == 0) {
          if (filled > LONGEST_RECORD) {
            odd = true;
          }
          block.grow();
        }
      }
      carried = Arrays.copyOfRange(block.bytes(), end, filled);
      block.begin(end);
      return true;
    }

    private int readFully(byte[] bytes, int from) {
      try {
        int filled = from + in.readNBytes(bytes, from, bytes.length - from);
        ended = filled < bytes.length;
        return filled;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// Gives the sink what was parsed.
    void take() {
      for (int i = 0; i < used && !odd; i++) {
        Block block = blocks.get(i);
        taken += block.size();
        double share = size == 0 ? 0 : (double) taken / size;
        if (!sink.take(rows.get(i), line, share)) {
          rows.get(i).clear();
          block.rewind();
          parse(block, rows.get(i), first && i == 0);
          if (odd || !sink.take(rows.get(i), line, share)) {
            odd = true;
            return;
          }
        }
        line += block.lines();
      }
      used = 0;
    }
  }
}
