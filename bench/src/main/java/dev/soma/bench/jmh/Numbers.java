package dev.soma.bench.jmh;

/// Numbers to work on.
final class Numbers {
  private Numbers() {}

  /// n numbers from -1 to 1, the same ones every time.
  static float[] of(int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (i * 31 % 201 - 100) * 0.01f;
    }
    return x;
  }
}
