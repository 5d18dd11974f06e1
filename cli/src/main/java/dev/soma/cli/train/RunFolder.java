package dev.soma.cli.train;

import dev.soma.cli.config.ConfigFile;
import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.screen.Text;
import dev.soma.error.SomaException;
import dev.soma.recipe.Fit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where a run is saved: `runs/NAME-N/` with `model.soma`, `report.html`, `config.toml`,
/// `run.jsonl`, and `oof.csv` if there were folds.
///
/// Never of two runs at once: where something of an earlier run is, the settings and events of a
/// new one lie aside until its model is saved, with which all that was there goes.
///
/// @param path the folder
/// @param made what was made for it: the folder, then the folders around it
/// @param searched whether a search is saved here, with the log of its trials
/// @param earlier whether a model, settings or events of an earlier run were here
public record RunFolder(Path path, List<Path> made, boolean searched, boolean earlier) {
  private static final int MOST = 100_000;
  private static final long PROCESS = ProcessHandle.current().pid();
  private static final Pattern ASIDE =
      Pattern.compile("\\.(?:config\\.toml|run\\.jsonl|report\\.html)\\.(\\d{1,18})\\.tmp");

  private static final String MODEL = "model.soma";
  private static final String CONFIG = "config.toml";
  private static final String EVENTS = "run.jsonl";
  private static final List<String> GENERIC = List.of("train", "data");

  /// A folder that is there.
  public RunFolder(Path path, List<Path> made, boolean searched) {
    this(path, made, searched, Stream.of(MODEL, CONFIG, EVENTS).anyMatch(f -> isIn(path, f)));
  }

  private static boolean isIn(Path path, String file) {
    return Files.exists(path.resolve(file));
  }

  /// Makes the folder.
  ///
  /// @param out a folder that was asked for, or empty
  /// @param force whether files that are there may be replaced
  /// @throws SomaException.Resource E803 if it holds something already, E805 if it cannot be made
  public static RunFolder make(Settings settings, String out, boolean force) {
    try {
      if (!out.isEmpty()) {
        return asked(Path.of(out), force);
      }
      Path runs = Path.of("runs");
      List<Path> made = absent(runs);
      Files.createDirectories(runs);
      String name = name(settings);
      for (int n = 1; n < MOST; n++) {
        Path folder = runs.resolve(name + "-" + n);
        try {
          made.addFirst(Files.createDirectory(folder));
          return new RunFolder(folder, made, false);
        } catch (FileAlreadyExistsException _) {
          // the next number
        }
      }
      throw new IOException("runs/ is full");
    } catch (IOException e) {
      throw unwritable(out.isEmpty() ? Path.of("runs") : Path.of(out), e);
    }
  }

  /// The same for a search.
  public RunFolder ofSearch() {
    return new RunFolder(path, made, true, earlier);
  }

  private static RunFolder asked(Path folder, boolean force) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new SomaException.Resource(
          "E803", "not a folder · " + folder + " is a file", "--out " + Text.quoted(folder + "-1"));
    }
    if (Files.isDirectory(folder) && !force) {
      try (Stream<Path> children = Files.list(folder)) {
        if (children.findAny().isPresent()) {
          throw new SomaException.Resource(
              "E803",
              "folder exists · " + folder + " is not empty",
              "--out " + Text.quoted(folder + "-2"),
              "--force");
        }
      }
    }
    List<Path> made = absent(folder);
    Files.createDirectories(folder);
    if (!Files.isWritable(folder)) {
      throw new IOException("no permission");
    }
    try (Stream<Path> files = Files.list(folder)) {
      files.filter(RunFolder::isLeft).forEach(RunFolder::delete);
    }
    return new RunFolder(folder, made, false);
  }

  /// This folder and those around it, as far as there are none.
  private static List<Path> absent(Path folder) {
    List<Path> absent = new ArrayList<>();
    for (Path p = folder.toAbsolutePath(); p != null && !Files.exists(p); p = p.getParent()) {
      absent.add(p);
    }
    return absent;
  }

  /// Removes what lies aside of a run that saved no model, and what was made, as far as nothing is
  /// in it.
  public void removeIfEmpty() {
    delete(aside(config()));
    delete(aside(events()));
    try {
      for (Path folder : made) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException _) {
      // something is in it
    }
  }

  /// What helps if a disk is full.
  static final String ROOM = "free some disk space, or --out FOLDER on another disk";

  /// Writes a whole file or none of it.
  private static void whole(Path file, String text) {
    Path aside = aside(file);
    try {
      Files.writeString(aside, text);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AccessDeniedException | NoSuchFileException e) {
      throw unwritable(file, e);
    } catch (IOException e) {
      String why = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
      throw new SomaException.Resource("E804", "cannot write · " + file + ": " + why, ROOM);
    } finally {
      delete(aside);
    }
  }

  private static Path aside(Path file) {
    return file.resolveSibling("." + file.getFileName() + "." + PROCESS + ".tmp");
  }

  /// Whether it lies aside of a run that was killed.
  private static boolean isLeft(Path file) {
    Matcher name = ASIDE.matcher(String.valueOf(file.getFileName()));
    return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // what failed before it is said
    }
  }

  private static SomaException.Resource unwritable(Path path, IOException e) {
    String why =
        e instanceof NoSuchFileException || e.getMessage() == null
            ? "no such folder"
            : e instanceof AccessDeniedException ? "no permission" : e.getMessage();
    return new SomaException.Resource(
        "E805",
        "cannot write · " + path + ": " + why + "\nexpected a folder where the run can be saved",
        "--out FOLDER");
  }

  private static String name(Settings settings) {
    if (settings.given(Key.JDBC)) {
      return "query";
    }
    String data = settings.text(Key.DATA);
    if (data.equals("-")) {
      return "stdin";
    }
    Path path = Path.of(data).toAbsolutePath().normalize();
    if (GENERIC.contains(stem(path)) && path.getParent() != null) {
      path = path.getParent(); // satimage/train.csv is satimage
    }
    return stem(path).replaceAll("[^A-Za-z0-9_.-]", "_");
  }

  private static String stem(Path path) {
    Path file = path.getFileName();
    String name = file == null ? "data" : file.toString();
    return name.replaceFirst("(\\.(csv|tsv|txt))?(\\.gz)?$", "");
  }

  /// The model.
  Path model() {
    return path.resolve(MODEL);
  }

  /// Whether the model of an earlier run is here.
  private boolean hasModel() {
    return Files.exists(model());
  }

  /// Saves the model, and what lies aside in its place.
  ///
  /// @throws SomaException.Resource if there is no room; what was here of an earlier run stays
  void save(Fit fit) {
    boolean replaces = hasModel();
    try {
      fit.model().save(model());
    } catch (SomaException.Resource e) {
      throw replaces
          ? new SomaException.Resource(
              e.id(),
              e.getMessage()
                  + "\nthe model in "
                  + path
                  + " is that of an earlier run, with what is beside it",
              e.fixes().toArray(String[]::new))
          : e;
    }
    clear();
    move(config());
    move(events());
  }

  /// Removes what an earlier run wrote beside its model.
  private void clear() {
    remove(report());
    remove(outOfFold());
    if (!searched) {
      remove(trials());
    }
  }

  private static void move(Path file) {
    try {
      Files.move(aside(file), file, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException _) {
      // it has been moved, or nothing was written
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /// What the folds say of the rows that they held out.
  Path outOfFold() {
    return path.resolve("oof.csv");
  }

  /// Whether that was written.
  boolean hasOutOfFold() {
    return Files.exists(outOfFold());
  }

  /// The log of a search that is saved here.
  public Path trials() {
    return path.resolve("trials.jsonl");
  }

  /// Whether there is one.
  boolean hasTrials() {
    return searched && Files.exists(trials());
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /// The page.
  Path report() {
    return path.resolve("report.html");
  }

  /// Writes it.
  void report(String html) {
    whole(report(), html);
  }

  /// SHA-256 of the model in hexadecimal.
  String modelSha256() {
    try (InputStream in = Files.newInputStream(model())) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /// The settings that make the model again.
  Path config() {
    return path.resolve(CONFIG);
  }

  /// Writes them, without a password.
  void config(Settings settings) {
    whole(config(), ConfigFile.write(settings.savable(), Fit.VERSION));
  }

  /// The same before there is a model of them.
  void begin(Settings settings) {
    whole(begun(config()), ConfigFile.write(settings.savable(), Fit.VERSION));
  }

  /// Where a file of this run is until there is a model.
  private Path begun(Path file) {
    return earlier ? aside(file) : file;
  }

  /// What a training makes; if it fails, what the run has written here is taken back.
  <T> T trained(Supplier<T> training) {
    try {
      return training.get();
    } catch (RuntimeException | Error e) {
      takeBack();
      throw e;
    }
  }

  /// Takes back what the run has written here before it has a model.
  void takeBack() {
    if (!earlier && !hasModel()) {
      delete(config());
      delete(events());
    }
  }

  private Path events() {
    return path.resolve(EVENTS);
  }

  /// Opens `run.jsonl`.
  RunLog log() {
    try {
      return new RunLog(events(), begun(events()));
    } catch (IOException e) {
      throw unwritable(events(), e);
    }
  }

  /// Whether that holds events.
  boolean hasLog() {
    return Files.exists(events());
  }

  /// The size of the model in bytes.
  long modelBytes() {
    try {
      return Files.size(model());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
