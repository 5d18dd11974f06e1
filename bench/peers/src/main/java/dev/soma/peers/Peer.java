package dev.soma.peers;

/// A library that takes part.
public interface Peer {
  /// How the library is called in the results, such as `dl4j`.
  String name();

  /// Its version.
  String version();

  /// What it does differently from the job, for the reader of the table; empty if nothing.
  String note();

  /// Builds the network of the job and trains it. The watch is running when this is called: it is
  /// told when the network is ready and after every epoch, and says when to stop.
  ///
  /// @throws Exception whatever the library throws
  void train(Job job, Watch watch) throws Exception;
}
