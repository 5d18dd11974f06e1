package dev.soma.bench;

import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The matrix products of training as a share of the peak of the machine, measured in the same
/// moment. Called by the script `bench/kernels`.
public final class Products {
  private static final int ROUNDS = 25;
  private static final double LEAST_SECONDS = 0.7; // of warming up
  private static final double MOST_SECONDS = 30;
  private static final int MOST = 1 << 28;
  private static final String SHAPES =
      "512x512x128,2048x2048x1024,1024x512x784,128x512x784,32x64x64";
  private static final Options.Form FORM =
      new Options.Form(
          "usage: bench/kernels [--json] [--threads N] [--shapes MxNxK,...]",
          List.of("--threads", "--shapes"),
          List.of("--json"));

  private enum Form {
    /// Z = A W^T, the forward pass.
    NT,
    /// dA = delta W.
    NN,
    /// dW = delta^T A.
    TN
  }

  private Products() {}

  /// Runs it.
  public static void main(String[] args) throws IOException {
    Options.run(args, FORM, Products::run);
  }

  private static void run(Options options) {
    boolean json = options.has("--json");
    int threads = options.threads(1);
    List<int[]> shapes = options.list("--shapes", SHAPES, Products::shape);
    Peak.warmUp();
    try (Kernels kernels = KernelChoice.auto().create(threads)) {
      for (int i = 0; i < 6; i++) { // until the vector kernels are compiled and chosen
        warmUp(product(kernels, Form.values()[i % 3], 256, 256, 256));
      }
      for (int[] s : shapes) {
        for (Form form : Form.values()) {
          print(json, form, s, threads, measure(kernels, form, s, threads));
        }
      }
    }
  }

  private static int[] shape(String text) {
    int[] s = Options.sizes("--shapes", text, 3);
    if ((double) s[0] * s[1] > MOST || (double) s[0] * s[2] > MOST || (double) s[1] * s[2] > MOST) {
      throw new Options.Refused("--shapes " + text + ": a matrix of more than 2^28 numbers");
    }
    return s;
  }

  private record Share(double gigaflops, double peak, double share) {}

  private static Share measure(Kernels kernels, Form form, int[] s, int threads) {
    Runnable product = product(kernels, form, s[0], s[1], s[2]);
    double flops = 2.0 * s[0] * s[1] * s[2];
    int calls = Math.max(1, (int) (warmUp(product) * 0.004));
    List<Share> rounds = new ArrayList<>();
    for (int r = 0; r < ROUNDS; r++) {
      double peak = Peak.gigaflops(threads);
      long began = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        product.run();
      }
      double rate = flops * calls / (System.nanoTime() - began);
      rounds.add(new Share(rate, peak, rate / peak));
    }
    rounds.sort((a, b) -> Double.compare(a.share, b.share));
    return rounds.get(ROUNDS / 2);
  }

  /// Runs until the vector kernels are compiled, which beside other work takes longer; calls a
  /// second at the end.
  private static double warmUp(Runnable product) {
    long begun = System.nanoTime();
    double rate = 0;
    double seconds = 0;
    while (seconds < LEAST_SECONDS || (seconds < MOST_SECONDS && KernelChoice.warming())) {
      long began = System.nanoTime();
      int calls = 0;
      while (System.nanoTime() - began < 20_000_000L) {
        product.run();
        calls++;
      }
      rate = calls * 1e9 / (System.nanoTime() - began);
      seconds = (System.nanoTime() - begun) / 1e9;
    }
    return rate;
  }

  private static Runnable product(Kernels kernels, Form form, int m, int n, int k) {
    float[] a = numbers(m * k);
    float[] b = numbers(n * k);
    float[] c = new float[m * n];
    return switch (form) {
      case NT -> () -> kernels.multiplyNT(m, n, k, a, 0, k, b, 0, k, c, 0, n, false);
      case NN -> () -> kernels.multiplyNN(m, n, k, a, 0, k, b, 0, n, c, 0, n, false);
      case TN -> () -> kernels.multiplyTN(m, n, k, a, 0, m, b, 0, n, c, 0, n, false);
    };
  }

  private static float[] numbers(int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (i * 31 % 201 - 100) * 0.01f;
    }
    return x;
  }

  private static void print(boolean json, Form form, int[] s, int threads, Share x) {
    String format =
        json
            ? "{\"form\":\"%s\",\"m\":%d,\"n\":%d,\"k\":%d,\"threads\":%d,\"gflops\":%.1f,\"peak\":%.1f,\"share\":%.3f}%n"
            : "%s %d x %d x %d  %d threads  %.1f of %.1f GFLOP/s  %.3f%n";
    System.out.printf(
        Locale.ROOT, format, form, s[0], s[1], s[2], threads, x.gigaflops, x.peak, x.share);
  }
}
