package dev.soma.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// What every library has to do: rows, network, and when it is done. Adam with rate 0.001, softmax
/// cross-entropy, ReLU.
///
/// @param data `table` or `mnist`
/// @param training rows to learn from
/// @param test rows whose accuracy is looked at after every epoch
/// @param classes how many
/// @param hidden units of the hidden layers
/// @param batch rows a step
/// @param target accuracy of the test rows that ends the race
/// @param threads how many a library may use
/// @param epochs most passes over the training rows
/// @param limit most seconds of training
/// @param seed of the order of the rows, and of the weights where a library takes one
public record Job(
    String data,
    Rows training,
    Rows test,
    int classes,
    int[] hidden,
    int batch,
    double target,
    int threads,
    int epochs,
    double limit,
    int seed) {
  /// The rate of Adam.
  public static final double RATE = 1e-3;

  private static final int TABLE_TRAINING = 16_000;
  private static final int TABLE_INPUTS = 20;

  /// Reads what the command line says: `--data table|mnist --from FILE|DIR --target A --threads N
  /// --epochs N --limit SECONDS --seed N`.
  static Job of(String[] args) throws IOException {
    Map<String, String> said = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      said.put(args[i], args[i + 1]);
    }
    boolean table = need(said, "--data").equals("table");
    Path from = Path.of(need(said, "--from"));
    List<Rows> parts =
        table ? table(from) : List.of(Idx.read(from, "train"), Idx.read(from, "t10k"));
    return new Job(
        need(said, "--data"),
        parts.get(0),
        parts.get(1),
        table ? 3 : 10,
        table ? new int[] {64, 64} : new int[] {256},
        table ? 32 : 128,
        Double.parseDouble(need(said, "--target")),
        Integer.parseInt(need(said, "--threads")),
        Integer.parseInt(need(said, "--epochs")),
        Double.parseDouble(need(said, "--limit")),
        Integer.parseInt(need(said, "--seed")));
  }

  private static String need(Map<String, String> said, String option) {
    String value = said.get(option);
    if (value == null) {
      throw new IllegalArgumentException("missing " + option);
    }
    return value;
  }

  /// The generated table: a heading, then 20 numbers and the class; the first 16,000 rows are for
  /// training.
  private static List<Rows> table(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<Rows> parts = new ArrayList<>();
    for (List<String> part :
        List.of(
            lines.subList(1, 1 + TABLE_TRAINING),
            lines.subList(1 + TABLE_TRAINING, lines.size()))) {
      float[] x = new float[part.size() * TABLE_INPUTS];
      int[] classes = new int[part.size()];
      for (int r = 0; r < classes.length; r++) {
        List<String> fields = List.of(part.get(r).split(",", -1));
        for (int i = 0; i < TABLE_INPUTS; i++) {
          x[r * TABLE_INPUTS + i] = Float.parseFloat(fields.get(i));
        }
        classes[r] = fields.getLast().charAt(0) - 'a';
      }
      parts.add(new Rows(TABLE_INPUTS, x, classes));
    }
    return parts;
  }

  /// Sizes of all layers, the inputs and the classes included.
  public int[] sizes() {
    int[] sizes = new int[hidden.length + 2];
    sizes[0] = training.inputs();
    System.arraycopy(hidden, 0, sizes, 1, hidden.length);
    sizes[sizes.length - 1] = classes;
    return sizes;
  }

  /// The order of the training rows in an epoch: a permutation drawn from the seed.
  ///
  /// @param epoch from 1
  public int[] order(int epoch) {
    int[] order = new int[training.count()];
    Random random = new Random(seed * 1_000_003L + epoch);
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /// Does something with every batch of an epoch, in its order.
  public void batches(int epoch, Step step) throws Exception {
    int[] order = order(epoch);
    for (int from = 0; from < order.length; from += batch) {
      step.on(training.pick(order, from, Math.min(from + batch, order.length)));
    }
  }

  /// What is done with a batch.
  @FunctionalInterface
  public interface Step {
    /// One step of the optimizer.
    ///
    /// @throws Exception whatever the library throws
    void on(Rows batch) throws Exception;
  }
}
