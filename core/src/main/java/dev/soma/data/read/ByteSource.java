package dev.soma.data.read;

import dev.soma.data.text.Names;
import dev.soma.error.SomaException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Bytes of a file or of standard input, unpacked if they are gzip, whatever the name says.
public final class ByteSource {
  private static final int SHOWN = 5;
  private static final int BUFFER = 1 << 16;
  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;

  private final String name;
  private final Opener opener;
  private final boolean again;
  private final @Nullable Path file;

  private ByteSource(String name, Opener opener, boolean again, @Nullable Path file) {
    this.name = name;
    this.opener = opener;
    this.again = again;
    this.file = file;
  }

  private interface Opener {
    InputStream open() throws IOException;
  }

  /// The bytes of a file; `-` is standard input, which can be opened once.
  ///
  /// @throws SomaException.Data E304 if there is no such file, E306 if it is a folder
  public static ByteSource of(Path file) {
    if (file.toString().equals("-")) {
      return new ByteSource("stdin", () -> new FileInputStream(FileDescriptor.in), false, null);
    }
    if (Files.isDirectory(file)) {
      throw folder(file);
    }
    if (!Files.exists(file)) {
      throw noFile(file);
    }
    Path last = file.getFileName();
    return new ByteSource(
        last == null ? file.toString() : last.toString(),
        () -> Files.newInputStream(file),
        true,
        file);
  }

  private static SomaException.Data noFile(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    String name = String.valueOf(file.getFileName());
    List<String> there = folder == null ? List.of() : files(folder);
    Optional<Path> nearest = Names.nearest(name, there).map(file::resolveSibling);
    boolean noFolder = folder != null && !Files.isDirectory(folder);
    return new SomaException.Data(
        "E304",
        "no such file · "
            + file
            + (noFolder ? "; there is no such folder either" : "")
            + nearest.map(n -> "\nthe nearest name is " + n).orElse(""),
        nearest.stream().map(ByteSource::inspect).toArray(String[]::new));
  }

  private static String inspect(Path file) {
    return "soma inspect " + Names.quoted(file.toString());
  }

  private static SomaException.Data folder(Path folder) {
    if (Files.isRegularFile(folder.resolve("model.soma"))) {
      return run(folder);
    }
    List<String> tables =
        files(folder).stream().filter(n -> n.matches("(?i).*\\.(csv|tsv|txt)(\\.gz)?")).toList();
    return new SomaException.Data(
        "E306",
        "folder · "
            + folder
            + " is a folder, expected a file"
            + (tables.isEmpty()
                ? "\na folder of images holds train-images-idx3-ubyte, train-labels-idx1-ubyte,"
                    + " t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte"
                : "\nit holds "
                    + Names.list(tables, SHOWN)
                    + ": give "
                    + folder.resolve(tables.getFirst())),
        tables.stream().limit(1).map(name -> inspect(folder.resolve(name))).toArray(String[]::new));
  }

  /// The model is there, the rows are elsewhere.
  private static SomaException.Data run(Path folder) {
    Path config = folder.resolve("config.toml");
    List<String> fixes = new ArrayList<>(List.of(inspect(folder)));
    if (Files.isRegularFile(config)) {
      fixes.add("soma train --config " + Names.quoted(config.toString()));
    }
    return new SomaException.Data(
        "E306",
        "folder · "
            + folder
            + " is the folder of a run, expected a file of rows\nits model predicts the rows of a file: soma predict "
            + Names.quoted(folder.toString())
            + " FILE",
        fixes.toArray(String[]::new));
  }

  private static List<String> files(Path folder) {
    try (var paths = Files.list(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .map(p -> p.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException unreadable) {
      return List.of();
    }
  }

  /// Bytes in memory.
  public static ByteSource of(String name, byte[] bytes) {
    return new ByteSource(name, () -> new ByteArrayInputStream(bytes), true, null);
  }

  /// The same bytes so that they can be opened again: standard input is read into memory.
  ///
  /// @throws SomaException.Data E350 if it cannot be read
  public ByteSource repeatable() {
    if (again) {
      return this;
    }
    try (InputStream in = opener.open()) {
      return of(name, in.readAllBytes());
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /// Whether the bytes can be opened more than once.
  public boolean isRepeatable() {
    return again;
  }

  /// Bytes of the file as it lies on the disk, packed or not; 0 if that is not known.
  public long size() {
    try {
      return file == null ? 0 : Files.size(file);
    } catch (IOException unknown) {
      return 0;
    }
  }

  /// The name for display: of the file without its folders, or `stdin`.
  public String name() {
    return name;
  }

  /// Opens the unpacked bytes.
  ///
  /// @throws SomaException.Data E304 or E350 if that fails
  public Stream open() {
    try {
      InputStream raw = new BufferedInputStream(opener.open(), BUFFER);
      raw.mark(2);
      boolean gzip = raw.read() == GZIP_FIRST && raw.read() == GZIP_SECOND;
      raw.reset();
      InputStream plain = gzip ? new GZIPInputStream(raw, BUFFER) : raw;
      return new Stream(plain, MessageDigest.getInstance("SHA-256"));
    } catch (IOException e) {
      throw failure(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// What a failure while reading means to the user.
  public SomaException.Data failure(IOException e) {
    String why =
        switch (e) {
          case EOFException _, ZipException _ -> "the gzip data is cut off or damaged";
          case NoSuchFileException _ -> "no such file";
          case AccessDeniedException _ -> "no permission to read it";
          default -> String.valueOf(e.getMessage());
        };
    return new SomaException.Data("E350", "cannot read · " + name + ": " + why);
  }

  /// Unpacked bytes that are hashed as they are read.
  public static final class Stream extends DigestInputStream {
    private Stream(InputStream in, MessageDigest digest) {
      super(in, digest);
    }

    /// SHA-256 of the bytes read so far, in hexadecimal; ends the hashing.
    public String sha256() {
      return HexFormat.of().formatHex(getMessageDigest().digest());
    }
  }
}
