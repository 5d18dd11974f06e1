package dev.soma.data.read;

import dev.soma.error.SomaException;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// A folder of images and labels in the IDX format, under the four usual names.
///
/// Each file may be gzipped. Images are bytes 0 .. 255, labels bytes 0 .. 255.
///
/// @param name for display: the folder and the part
/// @param images row-major `[rows x pixels]`
/// @param pixels bytes of one image
/// @param labels one a row
/// @param sha256 SHA-256 of the decompressed bytes of the images, then the labels, in hexadecimal
public record IdxFolder(String name, byte[] images, int pixels, byte[] labels, String sha256) {
  private static final int IMAGES = 0x803;
  private static final int LABELS = 0x801;

  /// Bytes that one packed byte can stand for at most.
  private static final int MOST_PACKED = 1032;

  /// The two parts of the folder.
  public enum Part {
    /// `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`.
    TRAIN("train"),
    /// `t10k-images-idx3-ubyte`, `t10k-labels-idx1-ubyte`.
    TEST("t10k");

    private final String prefix;

    Part(String prefix) {
      this.prefix = prefix;
    }
  }

  /// Whether a folder has the training files of this format.
  public static boolean isIdx(Path folder) {
    return Files.isDirectory(folder)
        && find(folder, "train-images-idx3-ubyte") != null
        && find(folder, "train-labels-idx1-ubyte") != null;
  }

  /// Reads one part.
  ///
  /// @throws SomaException.Data E340 if a file is absent, cut off or of another form
  public static IdxFolder read(Path folder, Part part) {
    String imageName = part.prefix + "-images-idx3-ubyte";
    String labelName = part.prefix + "-labels-idx1-ubyte";
    Block images = block(folder, imageName, IMAGES);
    Block labels = block(folder, labelName, LABELS);
    if (images.rows != labels.rows || images.rows == 0) {
      throw new SomaException.Data(
          "E340",
          "image folder · "
              + folder
              + ": "
              + images.rows
              + " images but "
              + labels.rows
              + " labels of part "
              + part.prefix);
    }
    return new IdxFolder(
        folder.getFileName() + "/" + part.prefix,
        images.bytes,
        images.bytes.length / images.rows,
        labels.bytes,
        images.sha256 + labels.sha256);
  }

  /// The names of the pixel columns: `px0`, `px1`, ...
  public List<String> pixelNames() {
    return java.util.stream.IntStream.range(0, pixels).mapToObj(i -> "px" + i).toList();
  }

  private record Block(int rows, byte[] bytes, String sha256) {}

  private static @org.jspecify.annotations.Nullable Path find(Path folder, String name) {
    for (String candidate :
        List.of(
            name,
            name + ".gz",
            name.replace("-idx", ".idx"),
            name.replace("-idx", ".idx") + ".gz")) {
      Path file = folder.resolve(candidate);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    return null;
  }

  private static Block block(Path folder, String name, int magic) {
    Path file = find(folder, name);
    if (file == null) {
      throw new SomaException.Data(
          "E340",
          "image folder · "
              + folder
              + " has no "
              + name
              + " (or "
              + name
              + ".gz)"
              + "\na folder needs train-images-idx3-ubyte and train-labels-idx1-ubyte, and the same"
              + " two with t10k for a test part");
    }
    ByteSource source = ByteSource.of(file);
    try (ByteSource.Stream stream = source.open()) {
      DataInputStream in = new DataInputStream(stream);
      int found = in.readInt();
      if (found != magic) {
        throw malformed(
            file, String.format(Locale.ROOT, "begins with 0x%08x, expected 0x%08x", found, magic));
      }
      int rows = in.readInt();
      long size = magic == IMAGES ? (long) in.readInt() * in.readInt() : 1;
      if (rows < 0 || size < 1 || rows * size > Integer.MAX_VALUE - 8) {
        throw malformed(file, "says " + rows + " rows of " + size + " bytes");
      }
      int length = (int) (rows * size);
      boolean possible = length / MOST_PACKED <= source.size(); // else memory is for what is there
      byte[] bytes = possible ? new byte[length] : in.readNBytes(length);
      int got = possible ? in.readNBytes(bytes, 0, length) : bytes.length;
      if (got < length || in.read() >= 0) {
        throw malformed(file, "does not have the " + rows * size + " bytes it says");
      }
      return new Block(rows, bytes, stream.sha256());
    } catch (IOException e) {
      throw malformed(file, "is cut off or cannot be unpacked");
    }
  }

  private static SomaException.Data malformed(Path file, String why) {
    return new SomaException.Data("E340", "image folder · " + file.getFileName() + " " + why);
  }
}
