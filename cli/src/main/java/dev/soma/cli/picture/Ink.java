package dev.soma.cli.picture;

/// What a shape is drawn with: a role, whose colour is different on light and on dark ground.
///
/// The colours of data are those that people of every kind of colour vision tell apart.
///
/// Source: Okabe and Ito, Color Universal Design, 2008.
public enum Ink {
  /// Text and outlines.
  TEXT("1b1f24", "e8eaed"),
  /// Less important text, axes.
  MUTED("5a6270", "a6adb8"),
  /// Lines behind the data.
  GRID("dfe3e8", "3a414b"),
  /// The ground.
  GROUND("ffffff", "15181d"),
  /// The first series; positive numbers.
  BLUE("0072b2", "56b4e9"),
  /// The second series; negative numbers.
  ORANGE("d55e00", "f0894a"),
  /// The third series.
  GREEN("009e73", "2cc79b"),
  /// The fourth series.
  PURPLE("b0588e", "d98cbb");

  private final String light;
  private final String dark;

  Ink(String light, String dark) {
    this.light = light;
    this.dark = dark;
  }

  /// Six hexadecimal digits, on light ground and on paper.
  public String light() {
    return light;
  }

  /// Six hexadecimal digits, on dark ground.
  public String dark() {
    return dark;
  }

  /// A word for classes and colours: `blue`.
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /// The series of charts, in order.
  public static Ink series(int i) {
    return switch (i % 4) {
      case 0 -> BLUE;
      case 1 -> ORANGE;
      case 2 -> GREEN;
      default -> PURPLE;
    };
  }
}
