package dev.soma.bench.jmh;

import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.kernel.function.Elementwise;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The matrix products of training and of prediction; 2 m n k floating-point operations a call.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Products {
  /// Which kernels.
  @Param({"vector", "scalar"})
  public String kernels = "vector";

  /// How many threads.
  @Param({"1", "2"})
  public int threads = 1;

  /// m x n x k: rows of A, units, terms of a sum.
  @Param({"32x64x64", "128x512x784", "512x512x128", "1024x512x784", "2048x2048x1024"})
  public String shape = "32x64x64";

  private int m;
  private int n;
  private int k;
  private Kernels with = KernelChoice.forced("scalar").create(1);
  private float[] a = {};
  private float[] b = {};
  private float[] c = {};
  private float[] out = {};
  private MemorySegment packed = MemorySegment.NULL;

  /// Makes the operands.
  @Setup(Level.Trial)
  public void begin() {
    int[] sizes = Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
    m = sizes[0];
    n = sizes[1];
    k = sizes[2];
    with = KernelChoice.forced(kernels).create(threads);
    a = Numbers.of(m * k);
    b = Numbers.of(n * k);
    c = new float[m * n];
    out = new float[m * n];
    packed = with.panels(n, k);
    with.pack(n, k, b, 0, k, packed, 0);
  }

  /// Ends the threads.
  @TearDown(Level.Trial)
  public void end() {
    with.close();
  }

  /// Z = A W^T.
  @Benchmark
  public float[] multiplyNT() {
    with.multiplyNT(m, n, k, a, 0, k, b, 0, k, c, 0, n, false);
    return c;
  }

  /// dA = delta W.
  @Benchmark
  public float[] multiplyNN() {
    with.multiplyNN(m, n, k, a, 0, k, b, 0, n, c, 0, n, false);
    return c;
  }

  /// dW = delta^T A.
  @Benchmark
  public float[] multiplyTN() {
    with.multiplyTN(m, n, k, a, 0, m, b, 0, n, c, 0, n, false);
    return c;
  }

  /// W, ready for many products.
  @Benchmark
  public MemorySegment pack() {
    with.pack(n, k, b, 0, k, packed, 0);
    return packed;
  }

  /// Z = A W^T, W packed before.
  @Benchmark
  public float[] multiplyPacked() {
    with.multiplyPacked(m, n, k, a, 0, k, packed, 0, c, 0, n);
    return c;
  }

  /// F = relu(A W^T + b), W packed before.
  @Benchmark
  public float[] forward() {
    with.forward(m, n, k, a, 0, k, packed, 0, b, 0, Elementwise.RELU, 0, c, 0, out, 0, n);
    return out;
  }
}
