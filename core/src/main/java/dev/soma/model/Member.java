package dev.soma.model;

import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.engine.Network;
import dev.soma.nn.Parameters;
import org.jspecify.annotations.Nullable;

/// One network of a model with the encoder that it was trained behind.
///
/// @param encoder from raw columns to the inputs of the network
/// @param network its own copy of the parameters; never changed
/// @param scale of the numbers that its outputs stand for, with their bounds; null if it is that of
///   the model's target. Members that learned from different rows have scales of their own
public record Member(Encoder encoder, Network network, TargetEncoder.@Nullable Numbers scale) {
  /// One whose outputs are scaled as the target of the model says.
  public Member(Encoder encoder, Network network) {
    this(encoder, network, null);
  }

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
