package dev.soma.data.csv;

/// Takes the rows of a text file block by block: parsed by several threads, kept in order.
public interface BlockSink {
  /// The rows of one block, used for one block after the other.
  interface Rows {
    /// Forgets everything, and learns from the sink how the next rows are to be read; never while
    /// the sink takes over others.
    void clear();

    /// Adds the record that the block is at; on any thread, one at a time.
    void add(Block block);
  }

  /// Makes an empty holder for the rows of a block.
  Rows rows();

  /// Takes over the rows of the next block of the file, on one thread at a time.
  ///
  /// @param line the line of the file where the block begins
  /// @param share the part of the file that was taken with it, 0 to 1; 0 if that is not known
  /// @return whether they can be used: false if the rows before them show that they were read on
  ///   wrong assumptions; they are then cleared, added and taken once more
  boolean take(Rows rows, int line, double share);
}
