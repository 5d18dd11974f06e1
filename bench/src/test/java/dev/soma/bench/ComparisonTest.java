package dev.soma.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scripts that compare with other libraries, which are in Python: what they refuse, and the
/// tables that they write of raw results.
class ComparisonTest {
  private static final Path BENCH = Path.of("").toAbsolutePath(); // tests run in their module

  @TempDir Path folder;

  private record Run(int exit, List<String> lines) {}

  @BeforeAll
  static void python() {
    boolean there =
        List.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)).stream()
            .anyMatch(dir -> Files.isExecutable(Path.of(dir, "python3")));
    assumeThat(there).as("a python3").isTrue();
  }

  private Run run(String program, String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PYTHONPATH", BENCH.toString());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Path said = folder.resolve("said");
    Process process = builder.redirectOutput(said.toFile()).start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) { // it measures
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      throw new AssertionError("does not end: " + command);
    }
    return new Run(process.exitValue(), Files.readString(said).lines().toList());
  }

  private void refused(String program, String argument, String... args) throws Exception {
    Run run = run(BENCH.resolve(program).toString(), args);
    assertThat(run.exit()).as("%s %s: %s", program, List.of(args), run.lines()).isEqualTo(2);
    assertThat(run.lines())
        .noneMatch(line -> line.startsWith("Traceback"))
        .last()
        .asString()
        .startsWith("bench/" + program + ": error: argument " + argument + ": ");
  }

  /// The same for many lines of arguments in one process, which starts once.
  private void allRefused(String[]... all) throws Exception {
    String program =
        """
        import contextlib, io, runpy, sys
        for line in sys.argv[1:]:
            said, sys.argv = io.StringIO(), ["compare", *line.split()]
            with contextlib.redirect_stderr(said):
                try:
                    runpy.run_module("comparison", run_name="__main__")
                    code = 0
                except SystemExit as e:
                    code = e.code
            print(code, said.getvalue().strip().splitlines()[-1])
        """;
    List<String> args = new ArrayList<>(List.of("-c", program));
    for (String[] bad : all) {
      args.add(String.join(" ", bad));
    }
    List<String> lines = run("python3", args.toArray(new String[0])).lines();
    assertThat(lines).hasSize(all.length);
    for (int i = 0; i < all.length; i++) {
      assertThat(lines.get(i)).startsWith("2 bench/compare: error: argument " + all[i][0] + ": ");
    }
  }

  @Test
  void compare_refuses_what_cannot_be_done_before_anything_is_measured() throws Exception {
    String page = Files.writeString(folder.resolve("page.md"), "# no marks\n").toString();
    String[][] all = {
      {"--python", "/nonexistent/python"},
      {"--out", "/nonexistent/x.md"},
      {"--out", page},
      {"--rounds", "0"},
      {"--seconds", "-1"},
      {"--starts", "0"},
      {"--limit", "nan"},
      {"--peers", "nopeer"},
      {"--only", "foo"},
      {"--mnist", "/nonexistent"},
      {"--mnist", folder.toString()},
      {"--work", page}
    };
    refused("compare", all[0][0], all[0]);
    allRefused(all);
  }

  @Test
  void pairs_refuses_what_is_no_checkout() throws Exception {
    String here = BENCH.getParent().toString();
    refused("pairs", "old", "/nonexist", here, "--", "train", "x");
    refused("pairs", "new", here, folder.toString(), "--rounds", "0", "--", "train", "x");
  }

  @Test
  void a_time_is_the_median_of_the_runs_and_the_threads_of_both_sides_are_shown() throws Exception {
    List<String> table =
        table(
            "ladder",
            """
            [{"rung": "F", "pairs": [
               [{"us_per_step": 30, "threads": 1, "compiled_us_per_step": 20, "compiled_threads": 2},
                {"us_per_step": 10, "threads": 2, "sizes": [3, 2], "batch": 8}],
               [{"us_per_step": 50, "threads": 2, "compiled_us_per_step": 21, "compiled_threads": 2},
                {"us_per_step": 12, "threads": 2, "sizes": [3, 2], "batch": 8}],
               [{"us_per_step": 40, "compiled_us_per_step": 29},
                {"us_per_step": 80, "threads": 2, "sizes": [3, 2], "batch": 8}]],
              "threads": [[{"us_per_step": 20, "peak": 100}, {"us_per_step": 10, "peak": 160}]]}]
            """);
    assertThat(table)
        .contains(
            "| F | 3-2 | 8 | 40.0 us (1 or 2 threads) | 21.0 us (2 threads) | 12.0 us (2 threads)"
                + " | **3.00** | 1.25 | **1.75** |",
            "| F | 20.0 us | 10.0 us | **2.00** (100.0 %) | 1.85 (92.5 %) | 100 | 160 | 1.60"
                + " | 125 % |");
  }

  @Test
  void predictions_show_the_median_too() throws Exception {
    String pair =
        "[[{\"sizes\": [20, 2], \"rows\": 1, \"onnxruntime_us_threads1\": %d}],"
            + " [{\"sizes\": [20, 2], \"rows\": 1, \"soma_us_threads1\": %d}]]";
    List<String> runs = List.of(pair.formatted(9, 1), pair.formatted(5, 5), pair.formatted(6, 2));
    assertThat(table("latency", "[" + String.join(",", runs) + "]"))
        .contains("| 20-2 | 1 | 1 | 6.0 us | 2.0 us | **3.00** | 6 |");
  }

  @Test
  void a_library_shows_how_many_runs_came_to_the_end_and_the_medians_of_those_alone()
      throws Exception {
    String run =
        "{\"version\": \"1\", \"threads\": 1, \"note\": \"as it is\", \"ready_seconds\": 0,"
            + " \"seconds_to_target\": %s, \"training_seconds\": %s, \"epochs\": %d,"
            + " \"process_seconds\": %d, \"accuracy\": 0.9}";
    String soma = run.formatted("2", "2", 4, 3);
    String came = "[" + run.formatted("10", "10", 5, 12) + "," + soma + "]";
    String later = "[" + run.formatted("14", "14", 7, 16) + "," + soma + "]";
    String never = "[" + run.formatted("null", "40", 50, 42) + "," + soma + "]";
    String peer = "{\"data\": \"table\", \"peer\": \"%s\", \"pairs\": [%s]}";
    String some = peer.formatted("some", String.join(",", never, came, later));
    assertThat(table("jvm", "[" + some + "," + peer.formatted("none", never) + "]"))
        .contains(
            "| **Soma** | 1 | 1 | 4 of 4 | 2.0 | 0.50 | 4 | 3.0 |  | as it is |",
            "| some | 1 | 1 | 2 of 3 | 12.0 | 2.00 | 6 | 14.0 | **6.0** | 90.0 % after 50 epochs;"
                + " as it is |",
            "| none | 1 | 1 | 0 of 1 | not in 40 | 0.80 | 50 | 42.0 |  | 90.0 % after 50 epochs;"
                + " as it is |");
  }

  @Test
  void memory_is_compared_without_what_is_there_only_while_rows_are_scored() throws Exception {
    String run =
        "[{\"training\": \"20-2\", \"rows\": 1000, \"batch\": 8, \"parameters\": 42,"
            + " \"rows_bytes\": 1500000, \"formula_bytes\": 3000000,"
            + " \"scoring_bytes\": 1000000, \"held_bytes\": 2100000}]";
    assertThat(table("memory", run))
        .contains("| 20-2 | 42 | 1,000: 1.50 MB | 3.00 MB | 1.00 MB | 2.10 MB | **1.050** |");
  }

  private List<String> table(String topic, String found) throws Exception {
    Path raw = Files.writeString(folder.resolve("raw.json"), found, StandardCharsets.UTF_8);
    String program =
        "import json, sys; from comparison import %s as topic;".formatted(topic)
            + " print('\\n'.join(topic.table(json.load(open(sys.argv[1])))))";
    return run("python3", "-c", program, raw.toString()).lines();
  }

  @Test
  void a_raw_result_that_is_cut_short_leaves_its_table_and_the_others_are_written()
      throws Exception {
    Path results = Files.createDirectories(folder.resolve("results"));
    Files.writeString(results.resolve("ladder.json"), "{\"date\": \"2026-");
    Files.writeString(results.resolve("latency.json"), "{\"date\": \"d\", \"found\": []}");
    Files.writeString(results.resolve("kernels.json"), "{\"date\": \"d\", \"found\": [[]]}");
    Files.writeString(results.resolve("scale.json"), "{\"date\": \"today\", \"found\": []}");
    Files.writeString(
        results.resolve("machine.json"),
        "{\"command\": \"c\", \"found\": {\"processor\": \"p\", \"cores\": 2, \"memory\": \"m\","
            + " \"java\": \"25\", \"python\": {}}}");
    String program =
        "import pathlib, sys; from comparison import ladder, latency, kernels, scale, report, run;"
            + " f = pathlib.Path(sys.argv[1]); report.write(f / 'page.md',"
            + " run.Results(f / 'results'), {'ladder': ladder, 'latency': latency,"
            + " 'kernels': kernels, 'scale': scale})";
    Run run = run("python3", "-c", program, folder.toString());
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.lines()).hasSize(2);
    assertThat(run.lines().get(0)).startsWith("ladder: ").contains("cannot be read");
    assertThat(run.lines().get(1)).startsWith("latency: its raw result cannot be shown");
    assertThat(Files.readString(folder.resolve("page.md"))).contains("Measured today.");
  }
}
