package dev.soma.cli.input;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Flag;
import dev.soma.cli.screen.Text;
import dev.soma.error.SomaException;
import dev.soma.model.Model;

/// The network of a model that a command is about which looks at one network only.
///
/// @param model with that network alone
/// @param number which it is, from 1
/// @param of how many there are
public record OneMember(Model model, int number, int of) {
  /// The flag that chooses it.
  ///
  /// @param group the heading that it is listed under
  public static Flag flag(String group) {
    return Flag.value("--member", "N", group, "which network of an ensemble, 1");
  }

  /// The first, or the one that was asked for.
  ///
  /// @throws SomaException.Usage E201 if there are not so many
  public static OneMember of(Model model, Arguments arguments) {
    int number = number(arguments);
    int of = model.members().size();
    if (number > of) {
      throw new SomaException.Usage(
          "E201",
          "--member " + number + " · the model has " + Text.count(of, "network"),
          "--member " + of);
    }
    return new OneMember(model.only(number - 1), number, of);
  }

  /// The number that was asked for, or 1.
  ///
  /// @throws SomaException.Usage E209 if it is none
  public static int number(Arguments arguments) {
    return arguments.has("--member") ? arguments.whole("--member", 1, 1) : 1;
  }

  /// What is shown of how much; empty for a single network.
  public String words() {
    return of == 1
        ? ""
        : "network "
            + number
            + " of "
            + of
            + " (--member N shows another); the model predicts the mean of all "
            + of;
  }
}
