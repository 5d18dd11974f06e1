package dev.soma.error;

import java.util.List;

/// Everything that Soma refuses or fails at, with an id, the place and a fix.
///
/// The first digit of the id is the exit code of the command: `E305` ends with 3. The page
/// `docs/errors.md` lists all ids. A message says what, where, and what was expected; each fix is a
/// flag or a command that works when typed.
public abstract sealed class SomaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String id;
  private final List<Fix> remedies;

  private SomaException(String id, int family, String message, List<Fix> remedies) {
    super(message);
    if (!id.matches("E" + family + "\\d\\d")) {
      throw new IllegalArgumentException("id " + id + " is not of the family E" + family + "xx");
    }
    this.id = id;
    this.remedies = List.copyOf(remedies);
  }

  /// The id, such as `E305`.
  public String id() {
    return id;
  }

  /// The exit code of the command, 2 to 8: the first digit of the id.
  public int exitCode() {
    return id.charAt(1) - '0';
  }

  /// What the user can type, best first; may be empty.
  public List<String> fixes() {
    return remedies.stream().map(Fix::text).toList();
  }

  /// The same as values.
  public List<Fix> remedies() {
    return remedies;
  }

  /// The same with another message.
  public SomaException said(String message) {
    return changed(message, remedies);
  }

  /// The same with other fixes.
  public SomaException mended(List<Fix> others) {
    return changed(String.valueOf(getMessage()), others);
  }

  /// The same said in other words.
  ///
  /// @param message in place of its own
  /// @param others in place of its fixes
  public SomaException said(String message, List<String> others) {
    return changed(message, texts(others));
  }

  private static List<Fix> texts(List<String> fixes) {
    return fixes.stream().map(Fix::of).toList();
  }

  private SomaException changed(String message, List<Fix> all) {
    SomaException same =
        switch (this) {
          case Usage _ -> new Usage(id, message, all);
          case Data _ -> new Data(id, message, all);
          case ModelFormat _ -> new ModelFormat(id, message, all);
          case Mismatch _ -> new Mismatch(id, message, all);
          case Training _ -> new Training(id, message, all);
          case Check _ -> new Check(id, message, all);
          case Resource _ -> new Resource(id, message, all);
        };
    same.setStackTrace(getStackTrace());
    return same;
  }

  /// E2xx: an option, a setting or a call that makes no sense.
  public static final class Usage extends SomaException {
    private static final long serialVersionUID = 1L;

    /// A usage error with what the user can type instead.
    public Usage(String id, String message, String... fixes) {
      this(id, message, texts(List.of(fixes)));
    }

    private Usage(String id, String message, List<Fix> fixes) {
      super(id, 2, message, fixes);
    }
  }

  /// E3xx: data that cannot be read or learned from.
  public static final class Data extends SomaException {
    private static final long serialVersionUID = 1L;

    /// A data error with what the user can type instead.
    public Data(String id, String message, String... fixes) {
      this(id, message, texts(List.of(fixes)));
    }

    /// The same with fixes as values.
    public Data(String id, String message, List<Fix> fixes) {
      super(id, 3, message, fixes);
    }
  }

  /// E4xx: a model file that is broken, foreign or newer than this version.
  public static final class ModelFormat extends SomaException {
    private static final long serialVersionUID = 1L;

    /// A model file error with what the user can type instead.
    public ModelFormat(String id, String message, String... fixes) {
      this(id, message, texts(List.of(fixes)));
    }

    private ModelFormat(String id, String message, List<Fix> fixes) {
      super(id, 4, message, fixes);
    }
  }

  /// E5xx: data or arrays that do not fit the model.
  public static final class Mismatch extends SomaException {
    private static final long serialVersionUID = 1L;

    /// A mismatch with what the user can type instead.
    public Mismatch(String id, String message, String... fixes) {
      this(id, message, texts(List.of(fixes)));
    }

    /// The same with fixes as values.
    public Mismatch(String id, String message, List<Fix> fixes) {
      super(id, 5, message, fixes);
    }
  }

  /// E6xx: training that failed, such as a run that diverged.
  public static final class Training extends SomaException {
    private static final long serialVersionUID = 1L;

    /// A training failure with what the user can type instead.
    public Training(String id, String message, String... fixes) {
      this(id, message, texts(List.of(fixes)));
    }

    private Training(String id, String message, List<Fix> fixes) {
      super(id, 6, message, fixes);
    }
  }

  /// E7xx: a check that failed, such as a wrong derivative.
  public static final class Check extends SomaException {
    private static final long serialVersionUID = 1L;

    /// A failed check with what the user can type instead.
    public Check(String id, String message, String... fixes) {
      this(id, message, texts(List.of(fixes)));
    }

    private Check(String id, String message, List<Fix> fixes) {
      super(id, 7, message, fixes);
    }
  }

  /// E8xx: a folder, file, disk or port that cannot be used.
  public static final class Resource extends SomaException {
    private static final long serialVersionUID = 1L;

    /// A resource error with what the user can type instead.
    public Resource(String id, String message, String... fixes) {
      this(id, message, texts(List.of(fixes)));
    }

    private Resource(String id, String message, List<Fix> fixes) {
      super(id, 8, message, fixes);
    }
  }
}
