package dev.soma.kernel.function;

/// The functions that the kernels apply element by element.
///
/// `alpha` stands for the one parameter that some of them have; the others ignore it. The formulas
/// and the derivatives, also at kinks, are those of `dev.soma.nn.Activation`.
public enum Elementwise {
  /// z.
  IDENTITY,
  /// 0 for z < 0, 1 for z >= 0; its derivative is 0.
  STEP,
  /// 1 / (1 + e^-z).
  LOGISTIC,
  /// tanh z.
  TANH,
  /// max(0, z); derivative 0 at z = 0.
  RELU,
  /// max(0, z) + alpha min(0, z); derivative alpha at z = 0.
  LEAKY_RELU,
  /// |z|; derivative 0 at z = 0.
  ABS,
  /// ln(1 + e^z).
  SOFTPLUS,
  /// z for z > 0, alpha (e^z - 1) otherwise; derivative alpha at z = 0.
  ELU,
  /// 1.0507009873554805 times ELU with alpha 1.6732632423543772.
  SELU,
  /// z/2 (1 + erf(z / sqrt 2)), the exact form.
  GELU,
  /// z / (1 + e^-z).
  SILU,
  /// z tanh(ln(1 + e^z)).
  MISH,
  /// e^z.
  EXP
}
