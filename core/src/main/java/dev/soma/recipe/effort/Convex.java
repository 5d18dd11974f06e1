package dev.soma.recipe.effort;

import dev.soma.nn.Initializer;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import java.util.List;

/// How networks without hidden layers are trained where nobody says how: J of a smooth loss is
/// convex then, and L-BFGS on all rows finds its least, where a few hundred steps of a recipe that
/// is made for hidden layers may end far from it. The linear baseline is trained so, too.
public final class Convex {
  /// Rows times input columns up to which every iteration may look at all rows.
  public static final long CELLS = 16_000_000;

  /// At most so many.
  public static final int ITERATIONS = 100;

  /// Without a better validation metric.
  public static final int PATIENCE = 20;

  private Convex() {}

  /// Whether L-BFGS finds the least J of this network.
  ///
  /// @param rows that are learned from
  public static boolean applies(NetworkSpec network, Loss loss, long rows) {
    boolean smooth =
        switch (loss) {
          case Loss.SquaredError _,
              Loss.CrossEntropy _,
              Loss.LogisticCrossEntropy _,
              Loss.Poisson _,
              Loss.Huber _ ->
              true;
          case Loss.AbsoluteError _, Loss.Quantile _, Loss.Perceptron _, Loss.Custom _ -> false;
        };
    long columns = (long) network.input().numbers() + network.input().categories();
    return smooth && isPlain(network.layers()) && columns * rows <= CELLS;
  }

  private static boolean isPlain(List<Layer> layers) {
    return layers.size() == 1 && layers.getFirst() instanceof Layer.Dense d && !d.ntp();
  }

  /// A recipe with these steps: L-BFGS from 0, its epochs being iterations over all rows.
  public static Recipe recipe(Recipe own) {
    Recipe steady = own.steady();
    return new Recipe(
        steady.effort(),
        steady.rules(),
        steady.front(),
        steady.hidden(),
        steady.activation(),
        steady.ntp(),
        0,
        Optimizer.lbfgs(),
        steady.schedule(),
        steady.pace(),
        new Initializer.Constant(0),
        steady.batch(),
        ITERATIONS,
        PATIENCE,
        steady.keep(),
        steady.metric(),
        steady.members());
  }
}
