package dev.soma.kernel.product;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The length of all vectors: the preferred one of the machine, 128 to 512 bit.
///
/// It is a constant, since C2 makes machine vectors of nothing else;
/// `-Dsoma.kernels.bits=128|256|512` forces it.
public final class Lanes {
  /// Names the length of the vectors in bits.
  public static final String BITS_PROPERTY = "soma.kernels.bits";

  /// The kind of all vectors.
  public static final VectorSpecies<Float> S = species();

  /// Floats a vector: 4, 8 or 16.
  public static final int COUNT = S.length();

  private Lanes() {}

  private static VectorSpecies<Float> species() {
    Integer bits = Integer.getInteger(BITS_PROPERTY);
    int length =
        bits != null ? bits : Math.clamp(FloatVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512);
    return VectorSpecies.of(float.class, VectorShape.forBitSize(length));
  }
}
