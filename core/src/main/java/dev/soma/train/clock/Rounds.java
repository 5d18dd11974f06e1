package dev.soma.train.clock;

/// In which order networks are trained side by side, each by its part of the threads.
///
/// The first one is alone for a while: until its code is compiled, the compiler needs the other
/// processors. Then as many are trained at once as there are to be, and those that would be left
/// over at the end begin with them, so that all processors work until the end: of five, two at
/// once, three share the processors, then two.
///
/// @param networks that there are to be, >= 1
/// @param beside how many are trained at once, 1 to `networks`
public record Rounds(int networks, int beside) {
  /// The share of its epochs for which the first one is alone.
  private static final double ALONE = 0.25;

  /// As many at once as there may be, but no more than leave room for all that are together.
  ///
  /// @param most >= 1, and no more than `networks`
  /// @param room how many networks have room at once; for one there is some always
  public static Rounds within(int networks, int most, long room) {
    Rounds rounds = new Rounds(networks, most);
    return most == 1 || rounds.together() <= room ? rounds : within(networks, most - 1, room);
  }

  /// How many are trained together with the first one, it among them.
  public int together() {
    return beside + networks % beside;
  }

  /// Whether the first one is still alone.
  ///
  /// @param epoch that it has ended
  /// @param epochs that it is to run
  public boolean isAlone(int epoch, int epochs) {
    return beside > 1 && epoch < ALONE * epochs;
  }

  /// Whether one more may begin, when the first one is no longer alone.
  ///
  /// @param begun how many have
  /// @param open how many of them have not ended
  public boolean mayBegin(int begun, int open) {
    return begun < networks && open < (begun < together() ? together() : beside);
  }

  /// How long all take, one that has a thread to itself taking 1.
  public double length() {
    return (networks + ALONE * (beside - 1)) / beside;
  }
}
