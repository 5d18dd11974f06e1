package dev.soma.bench;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.read.ReadOptions;
import dev.soma.data.store.WorkFolder;
import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.recipe.Mlp;
import dev.soma.train.TrainingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What a row costs, for growing numbers of rows: one JSON line each, for `docs/performance.md`.
///
/// Rows of 20 numbers and a class are written to a file, read, prepared and learned from; each time
/// is divided by the number of rows. Before, each kind of work is done on a million rows, so that
/// all code is compiled; small tables are measured several times, of which the middle is told.
final class Scale {
  private static final int COLUMNS = 20;
  private static final int WARM = 1_000_000; // rows
  private static final int MOST_RUNS = 9;

  private Scale() {}

  private static final Options.Form FORM =
      new Options.Form(
          "usage: bench/scale [--rows N,...] [--epochs N] [--memory heap|disk] [--work-dir DIR]",
          List.of("--rows", "--epochs", "--memory", "--work-dir"),
          List.of());

  /// Runs.
  public static void main(String[] args) throws IOException {
    Options.run(args, FORM, Scale::run);
  }

  private static void run(Options options) throws IOException {
    List<Integer> sizes = options.counts("--rows", "10000,100000,1000000,10000000");
    int epochs = options.count("--epochs", 2);
    boolean disk = options.choice("--memory", List.of("heap", "disk")).equals("disk");
    Path work = Path.of(options.get("--work-dir", System.getProperty("java.io.tmpdir")));
    if (!Files.isDirectory(work)) {
      throw new Options.Refused("--work-dir " + work + ": no such folder");
    }
    costs(WARM, epochs, disk, work); // else small tables time the compiler
    for (int rows : sizes) {
      System.out.println(line(rows, epochs, disk, work));
    }
  }

  private static String line(int rows, int epochs, boolean disk, Path work) throws IOException {
    int runs = Math.clamp((WARM / rows) | 1, 1, MOST_RUNS); // odd: one is in the middle
    List<Costs> all = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      all.add(costs(rows, epochs, disk, work));
    }
    return String.format(
        Locale.ROOT,
        "{\"rows\":%d,\"columns\":%d,\"memory\":\"%s\",\"runs\":%d,\"read_us_per_row\":%.3f,"
            + "\"prepare_us_per_row\":%.3f,\"train_us_per_row\":%.3f,\"epochs\":%d}",
        rows,
        COLUMNS + 1,
        disk ? "disk" : "heap",
        runs,
        middle(all, Costs::read),
        middle(all, Costs::prepare),
        middle(all, Costs::train),
        epochs);
  }

  private static double middle(List<Costs> all, ToDoubleFunction<Costs> of) {
    return all.stream().mapToDouble(of).sorted().toArray()[all.size() / 2];
  }

  private static Costs costs(int rows, int epochs, boolean disk, Path work) throws IOException {
    Path file = Files.createTempFile(work, "soma-scale-", ".csv");
    file.toFile().deleteOnExit(); // a signal ends the process without what follows
    try (WorkFolder folder = disk ? WorkFolder.in(work) : null) {
      TableFile.write(file, rows, COLUMNS);
      return measure(file, folder, rows, epochs);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Costs measure(Path file, @Nullable WorkFolder folder, int rows, int epochs) {
    long begun = System.nanoTime();
    Table read = folder == null ? Table.csv(file) : Table.csv(file, ReadOptions.DEFAULT, folder);
    long isRead = System.nanoTime();
    Split parts = read.target("y").split(0.7, 0.15, 0.15, Seeds.of(42));
    long[] started = new long[1];
    List<Double> rates = new ArrayList<>();
    Mlp.classifier()
        .hidden(64, Activation.RELU)
        .batch(256)
        .epochs(epochs)
        .fit(
            parts,
            event -> {
              if (event instanceof TrainingEvent.Started) {
                started[0] = System.nanoTime();
              } else if (event instanceof TrainingEvent.Epoch e && e.epoch() > 0) {
                rates.add(e.rowsPerSecond());
              }
            });
    return new Costs(
        (isRead - begun) / 1e3 / rows,
        (started[0] - isRead) / 1e3 / rows,
        1e6 / Collections.max(rates));
  }

  /// Of a row, in microseconds: reading it, checking, splitting and encoding it, an epoch's step.
  private record Costs(double read, double prepare, double train) {}
}
