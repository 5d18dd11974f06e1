package dev.soma.cli.train;

import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.input.Inputs;
import dev.soma.data.store.WorkFolder;
import dev.soma.error.SomaException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Decides where the rows of a run are kept: in the heap, or in work files on disk.
public final class Place {
  private static final int HEAD = 1 << 18;

  /// What a cell needs while a table in memory is read, split and encoded.
  private static final int BYTES_OF_CELL = 20;

  /// How much longer the text of a packed file is.
  private static final int PACKED = 5;

  /// The share of the heap that a table may need.
  private static final double SHARE = 0.7;

  private Place() {}

  /// The work folder of a run; null if its rows are kept in memory.
  ///
  /// @param out the folder that was asked for with `--out`, or empty
  /// @throws SomaException.Usage E207 if the rows do not come from a text file, E209 for another
  ///   place
  /// @throws SomaException.Resource E805 if `--work-dir` is given and cannot be used, needed or not
  public static @Nullable WorkFolder of(Settings settings, String out) {
    String place = settings.text(Key.MEMORY).toLowerCase(Locale.ROOT);
    if (!List.of("auto", "heap", "disk").contains(place)) {
      throw settings.bad(Key.MEMORY, "auto, heap or disk", "--memory auto");
    }
    if (settings.given(Key.WORK_DIR)) {
      WorkFolder.require(Path.of(settings.text(Key.WORK_DIR)));
    }
    Path data = Path.of(settings.text(Key.DATA));
    boolean file = !settings.given(Key.JDBC) && Files.isRegularFile(data);
    if (place.equals("disk") && !file && (settings.given(Key.JDBC) || readable(data))) {
      throw new SomaException.Usage(
          "E207",
          "--memory disk · only the rows of a text file can be kept on disk, not those of "
              + (settings.given(Key.JDBC) ? "a query" : data),
          "--memory heap");
    }
    boolean disk = place.equals("disk") || (place.equals("auto") && file && !fits(data));
    return disk && file ? WorkFolder.in(folder(settings, out)) : null;
  }

  private static boolean readable(Path data) {
    return data.toString().equals("-") || Inputs.isImages(data);
  }

  private static Path folder(Settings settings, String out) {
    if (settings.given(Key.WORK_DIR)) {
      return Path.of(settings.text(Key.WORK_DIR));
    }
    Path parent = out.isEmpty() ? null : Path.of(out).toAbsolutePath().getParent();
    return parent == null ? Path.of("").toAbsolutePath() : parent;
  }

  /// Whether the heap is likely to hold a table: judged by its size and its first lines.
  private static boolean fits(Path data) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(data))) {
      long size = Files.size(data);
      if (size < HEAD) {
        return true;
      }
      raw.mark(2);
      boolean packed = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      byte[] head = (packed ? new GZIPInputStream(raw) : raw).readNBytes(HEAD);
      long cells = 0;
      for (byte b : head) {
        cells += b == ',' || b == ';' || b == '\t' || b == '|' || b == '\n' ? 1 : 0;
      }
      double bytes = (double) size * (packed ? PACKED : 1);
      double needed = bytes * cells / Math.max(1, head.length) * BYTES_OF_CELL;
      return needed < SHARE * Runtime.getRuntime().maxMemory();
    } catch (IOException unreadable) {
      return true; // said where it is read
    }
  }
}
