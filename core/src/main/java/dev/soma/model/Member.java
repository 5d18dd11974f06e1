package dev.soma.model;

import dev.soma.data.encode.Encoder;
import dev.soma.engine.Network;
import dev.soma.nn.Parameters;

/// One network of a model with the encoder that it was trained behind.
///
/// @param encoder from raw columns to the inputs of the network
/// @param network its own copy of the parameters; never changed
public record Member(Encoder encoder, Network network) {
  /// Copies the parameters.
  ///
  /// @throws IllegalArgumentException if the encoder's inputs are not the network's
  public Member {
    if (!encoder.shape().equals(network.spec().input())) {
      throw new IllegalArgumentException(
          "the encoder makes inputs "
              + encoder.shape()
              + ", the network takes "
              + network.spec().input());
    }
    Parameters copy = network.parameters().copy();
    network = Network.of(copy);
  }
}
