package dev.soma.recipe;

import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.scale.Offset;
import dev.soma.data.text.Names;
import dev.soma.error.SomaException;
import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.recipe.effort.Recipe;
import java.util.ArrayList;
import java.util.List;

/// Whether a column can be added to z of the output layer.
///
/// There has to be one z, and a function that turns it into what is predicted: exp, logistic or the
/// identity. An exposure is a factor of the mean, which its logarithm is with exp alone.
final class OffsetChecks {
  private OffsetChecks() {}

  /// @throws SomaException.Usage E242 if it cannot
  static void check(Offset offset, TargetEncoder target, Loss loss) {
    Layer.Dense output = Recipe.output(target, loss);
    boolean one = output.units() == 1 && !(output.activation() instanceof Activation.Step);
    if (one && (!offset.exposure() || output.activation() instanceof Activation.Exponential)) {
      return;
    }
    throw new SomaException.Usage(
        "E242",
        offset.flag()
            + " "
            + offset.column()
            + " · "
            + (one
                ? "an exposure multiplies a mean that is exp(z), as that of poisson is; with the loss "
                    + loss
                    + " the output is "
                    + output.activation()
                    + "(z)"
                : "it is added to one z; with the loss "
                    + loss
                    + " the target "
                    + String.join(", ", target.names())
                    + " has the output "
                    + output),
        fixes(offset, target, loss));
  }

  private static String[] fixes(Offset offset, TargetEncoder target, Loss loss) {
    List<String> fixes = new ArrayList<>();
    if (target instanceof TargetEncoder.Numbers n && n.names().size() > 1) {
      fixes.add("--target " + Names.listed(n.names().getFirst()));
    } else if (target instanceof TargetEncoder.Numbers) {
      fixes.add("--loss poisson");
    } else if (target instanceof TargetEncoder.Classes c
        && c.levels().size() == 2
        && !offset.exposure()
        && !(loss instanceof Loss.Perceptron)) {
      fixes.add("--loss logistic_cross_entropy");
    }
    fixes.add("leave " + offset.flag() + " out");
    return fixes.toArray(String[]::new);
  }
}
