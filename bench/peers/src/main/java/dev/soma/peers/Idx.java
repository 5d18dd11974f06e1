package dev.soma.peers;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// Images and labels in the IDX format; pixels become pixel / 255.
final class Idx {
  private Idx() {}

  /// One part of a folder: `train` or `t10k`.
  static Rows read(Path folder, String part) throws IOException {
    byte[] pixels;
    int inputs;
    try (DataInputStream in = open(folder, part + "-images-idx3-ubyte")) {
      in.readInt();
      int rows = in.readInt();
      inputs = in.readInt() * in.readInt();
      pixels = in.readNBytes(rows * inputs);
    }
    float[] x = new float[pixels.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (pixels[i] & 0xff) / 255f;
    }
    int[] classes;
    try (DataInputStream in = open(folder, part + "-labels-idx1-ubyte")) {
      in.readInt();
      classes = new int[in.readInt()];
      for (int r = 0; r < classes.length; r++) {
        classes[r] = in.readUnsignedByte();
      }
    }
    return new Rows(inputs, x, classes);
  }

  private static DataInputStream open(Path folder, String name) throws IOException {
    Path plain = folder.resolve(name);
    InputStream in =
        Files.exists(plain)
            ? Files.newInputStream(plain)
            : new GZIPInputStream(Files.newInputStream(folder.resolve(name + ".gz")), 1 << 16);
    return new DataInputStream(new java.io.BufferedInputStream(in, 1 << 16));
  }
}
