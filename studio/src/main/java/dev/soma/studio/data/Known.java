package dev.soma.studio.data;

import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import java.util.Collection;

/// Names that are known where something is asked for by name.
public final class Known {
  private Known() {}

  /// Refuses a name that is not known: what it means would be left out.
  ///
  /// @throws SomaException.Usage E290 for the first one, naming the nearest that is known
  public static void require(Collection<String> given, Collection<String> known) {
    for (String name : given) {
      if (!known.contains(name)) {
        throw new SomaException.Usage(
            "E290",
            "setting \""
                + name
                + "\" is not known · there "
                + (known.isEmpty() ? "is none" : "are " + String.join(", ", known)),
            NearestName.of(name, known)
                .map(near -> "put " + near + " in place of " + name + " in the address")
                .orElse("leave " + name + " out of the address"));
      }
    }
  }
}
