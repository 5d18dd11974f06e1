package dev.soma.data.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {
  @TempDir Path folder;

  @Test
  void what_is_added_side_by_side_is_read_back() {
    try (WorkFolder work = WorkFolder.in(folder)) {
      Spool.Group group = new Spool.Group(work, 3);
      Spool numbers = group.longs();
      Spool codes = group.ints();
      Spool hashes = group.longs();
      int n = 30_001;
      for (int i = 0; i < n; i++) {
        numbers.add(i / 3.0);
        codes.add(-i);
        hashes.add(Seeds.bits(1, i));
      }
      Spool index = Spool.of(work, n, i -> n - i);
      for (int i = 0; i < n; i++) {
        assertThat(numbers.doubleAt(i)).isEqualTo(i / 3.0);
        assertThat(codes.intAt(i)).isEqualTo(-i);
        assertThat(hashes.longAt(i)).isEqualTo(Seeds.bits(1, i));
        assertThat(index.intAt(i)).isEqualTo(n - i);
      }
    }
  }

  @Test
  void what_is_used_after_its_folder_was_closed_says_so() {
    WorkFolder work = WorkFolder.in(folder);
    Spool index = Spool.of(work, 10, i -> i);
    RowFile rows = new RowFile(work, 1, 0, 1, false, false);
    Matrix one = Matrix.zeros(1, 1);
    rows.append(one, new int[0], one, null, null);
    rows.copy(0, one, new int[0], one, null, null, 0);
    assertThat(index.intAt(3)).isEqualTo(3);
    RowFile begun = new RowFile(work, 1, 0, 1, false, false);
    work.close();
    for (ThrowingCallable used :
        List.<ThrowingCallable>of(
            () -> index.intAt(3),
            () -> rows.copy(0, one, new int[0], one, null, null, 0),
            () -> rows.read(0, 1, Arena.ofAuto().allocate(8), new float[2], 0),
            () -> begun.append(one, new int[0], one, null, null))) {
      assertThatThrownBy(used)
          .isInstanceOfSatisfying(
              SomaException.Resource.class, e -> assertThat(e.id()).isEqualTo("E813"))
          .hasMessageContaining("work folder is closed");
    }
  }

  @Test
  void many_spools_are_filled_in_a_bounded_heap_and_take_no_more_disk_than_their_values() {
    try (WorkFolder work = WorkFolder.in(folder)) {
      int spools = 3000;
      int rows = 300; // a block and a part of one
      long before = live();
      Spool.Group group = new Spool.Group(work, spools);
      List<Spool> all = new ArrayList<>();
      for (int s = 0; s < spools; s++) {
        all.add(s % 2 == 0 ? group.longs() : group.ints());
      }
      for (int r = 0; r < rows; r++) {
        for (int s = 0; s < spools; s++) {
          if (s % 2 == 0) {
            all.get(s).add(s + r / 3.0);
          } else {
            all.get(s).add(s - r);
          }
        }
      }
      assertThat(live() - before).isLessThan((8 << 20) + 300L * spools);
      for (int r = 0; r < rows; r++) {
        for (int s = 0; s < spools; s += 97) {
          double value = s % 2 == 0 ? all.get(s).doubleAt(r) : all.get(s).intAt(r);
          assertThat(value).isEqualTo(s % 2 == 0 ? s + r / 3.0 : s - r);
        }
      }
      assertThat(live() - before).as("once they are read").isLessThan(300L * spools);
      long values = (8 + 4) * (long) rows * spools / 2;
      assertThat(work.written()).isBetween(values, values + 8 * spools);
    }
  }

  private static long live() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @Test
  void rows_are_copied_out_as_they_were_put_in() {
    try (WorkFolder work = WorkFolder.in(folder)) {
      RowFile file = new RowFile(work, 3, 2, 1, true, true);
      Matrix x = new Matrix(new float[] {9, 1, 2, 3, 4, 5, 6}, 1, 2, 3);
      Matrix y = new Matrix(new float[] {10, 11}, 0, 2, 1);
      file.append(x, new int[] {7, -1, 8, 0}, y, w(2, 3), w(-4, -5));
      Matrix toX = Matrix.zeros(1, 3);
      int[] toCodes = new int[2];
      Matrix toY = Matrix.zeros(1, 1);
      float[] toW = new float[1];
      float[] toO = new float[1];
      file.copy(1, toX, toCodes, toY, toW, toO, 0);
      assertThat(toX.data()).containsExactly(4, 5, 6);
      assertThat(toCodes).containsExactly(8, 0);
      assertThat(toY.data()).containsExactly(11);
      assertThat(toW).containsExactly(3);
      assertThat(toO).containsExactly(-5);
      file.copyTargets(0, toY, toW, toO, 0);
      assertThat(toY.data()).containsExactly(10);
      assertThat(toW).containsExactly(2);
      assertThat(toO).containsExactly(-4);
    }
  }

  @Test
  void rows_come_through_a_window_as_they_are_in_the_file_in_any_order() {
    try (WorkFolder work = WorkFolder.in(folder)) {
      int rows = 1003; // the last block is short
      RowFile file = new RowFile(work, 2, 1, 1, true, true);
      for (int r = 0; r < rows; r++) {
        Matrix x = new Matrix(new float[] {r, -r}, 0, 1, 2);
        int code = r % 3 == 0 ? -1 : 0x7f800001 + r; // as a float some of these are signalling NaNs
        file.append(x, new int[] {code}, new Matrix(new float[] {r / 3f}, 0, 1, 1), w(2 * r), w(r));
      }
      for (int blocks : new int[] {1, 3, 1000}) {
        RowWindow window = RowWindow.on(file, 10, blocks, Long.MAX_VALUE);
        assertThat(window).isNotNull();
        ShuffledRows order = new ShuffledRows(rows, Seeds.of(3), 10, 3);
        SplittableRandom anywhere = Seeds.of(5).stream("rows");
        for (int epoch = 1; epoch <= 3; epoch++) {
          order.shuffle(epoch);
          for (int i = 0; i < rows; i++) {
            int row = epoch == 3 ? anywhere.nextInt(rows) : order.at(i);
            Matrix toX = Matrix.zeros(2, 2);
            int[] toCodes = new int[2];
            Matrix toY = Matrix.zeros(2, 1);
            float[] toW = new float[2];
            float[] toO = new float[2];
            window.copy(row, toX, toCodes, toY, toW, toO, 1);
            assertThat(toX.data()).containsExactly(0, 0, row, -row);
            assertThat(toCodes[1]).isEqualTo(row % 3 == 0 ? -1 : 0x7f800001 + row);
            assertThat(toY.data()[1]).isEqualTo(row / 3f);
            assertThat(toW[1]).isEqualTo(2 * row);
            assertThat(toO[1]).isEqualTo(row);
          }
        }
      }
    }
  }

  @Test
  void a_window_of_a_thread_that_was_interrupted_goes_on_with_the_same_rows() {
    try (WorkFolder work = WorkFolder.in(folder)) {
      int rows = 100;
      RowFile file = new RowFile(work, 1, 0, 1, false, false);
      for (int r = 0; r < rows; r++) {
        Matrix x = new Matrix(new float[] {r}, 0, 1, 1);
        file.append(x, new int[0], x, null, null);
      }
      RowWindow window = RowWindow.on(file, 10, 2, Long.MAX_VALUE);
      assertThat(window).isNotNull();
      Matrix to = Matrix.zeros(1, 1);
      for (int r = 0; r < rows; r++) {
        if (r == 35) { // in the middle of a block
          Thread.currentThread().interrupt();
        }
        window.copy(r, to, new int[0], to, null, null, 0);
        assertThat(to.get(0, 0)).isEqualTo(r);
      }
      assertThat(Thread.interrupted()).as("the thread hears of it").isTrue();
      window.copy(0, to, new int[0], to, null, null, 0);
      assertThat(to.get(0, 0)).isZero();
    }
  }

  @Test
  void a_window_takes_an_eighth_of_the_heap_at_most() {
    try (WorkFolder work = WorkFolder.in(folder)) {
      RowFile file = new RowFile(work, 4, 0, 1, false, false);
      file.append(Matrix.zeros(100, 4), new int[0], Matrix.zeros(100, 1), null, null);
      int bytes = 4 * 10 * 8 * 5; // eight blocks of ten rows of five values
      assertThat(RowWindow.on(file, 10, 8, 8L * bytes)).isNotNull();
      assertThat(RowWindow.on(file, 10, 8, 8L * bytes - 32)).isNull();
      assertThat(RowWindow.on(file, 10, 1 << 20, 8L * 4 * 100 * 5)).isNotNull(); // all there are
    }
  }

  private static float[] w(float... weights) {
    return weights;
  }

  @Test
  void ranks_and_distinct_numbers_are_those_of_sorting() {
    SplittableRandom random = Seeds.of(4).stream("numbers");
    double[] all = new double[5000];
    Arrays.setAll(
        all,
        i ->
            switch (i % 7) {
              case 0 -> Double.NaN;
              case 1 -> -0.0;
              case 2 -> 0.0;
              case 3 -> random.nextInt(20) - 10;
              case 4 -> Double.NEGATIVE_INFINITY;
              default -> Seeds.gaussian(random) * Math.scalb(1.0, random.nextInt(200) - 100);
            });
    double[] sorted = Arrays.stream(all).filter(Double::isFinite).sorted().toArray();
    for (int rank : new int[] {0, 1, sorted.length / 2, sorted.length - 1}) {
      assertThat(Double.doubleToRawLongBits(Ranked.of(all.length, i -> all[i], rank)))
          .isEqualTo(Double.doubleToRawLongBits(sorted[rank]));
    }
    double[] distinct = Arrays.stream(sorted).map(v -> v + 0.0).distinct().toArray();
    assertThat(NumberSet.sorted(all.length, i -> all[i])).isEqualTo(distinct);
    assertThat(NumberSet.count(all.length, i -> all[i])).isEqualTo(distinct.length);
  }

  @Test
  void more_distinct_numbers_than_a_set_may_hold_are_counted_in_parts() {
    int rows = 1_300_000;
    assertThat(NumberSet.count(rows, i -> i % 1_200_000 - 600_000)).isEqualTo(1_200_000);
  }

  @Test
  void repeated_hashes_are_counted() {
    try (WorkFolder work = WorkFolder.in(folder)) {
      Spool hashes = new Spool.Group(work, 1).longs();
      for (int i = 0; i < 1000; i++) {
        hashes.add(Seeds.bits(1, i % 900));
      }
      hashes.add(0L);
      hashes.add(0L);
      assertThat(NumberSet.repeated(hashes)).isEqualTo(101);
    }
  }

  @Test
  void a_folder_is_made_and_one_that_cannot_be_is_refused() throws IOException {
    Path made = folder.resolve("a/b");
    WorkFolder.in(made).close();
    assertThat(made).isDirectory();
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> WorkFolder.in(file.resolve("work")))
        .isInstanceOfSatisfying(
            SomaException.Resource.class,
            e -> {
              assertThat(e.id()).isEqualTo("E805");
              assertThat(e.fixes())
                  .containsExactly("--work-dir " + System.getProperty("java.io.tmpdir"));
            });
  }

  @Test
  void an_interrupted_thread_is_not_taken_for_a_full_disk() {
    try (WorkFolder work = WorkFolder.in(folder)) {
      WorkFile written = work.file();
      WorkFile mapped = work.file();
      mapped.append(ByteBuffer.allocate(8));
      for (Runnable use :
          List.<Runnable>of(() -> written.append(ByteBuffer.allocate(8)), mapped::map)) {
        Thread.currentThread().interrupt();
        try {
          assertThatThrownBy(use::run)
              .isInstanceOfSatisfying(
                  SomaException.Resource.class, e -> assertThat(e.id()).isEqualTo("E812"))
              .hasMessageStartingWith("interrupted · the thread");
        } finally {
          assertThat(Thread.interrupted()).as("and its flag").isTrue();
        }
      }
    }
  }
}
