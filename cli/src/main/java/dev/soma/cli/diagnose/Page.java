package dev.soma.cli.diagnose;

import dev.soma.train.diagnose.Condition;

/// What `soma why` says of a condition, whatever the run.
///
/// @param rule when it is met
/// @param equation what happens, in the notation of the lecture
/// @param lecture which idea of the lecture it is
/// @param helps what helps, from the nearest to the farthest
record Page(String rule, String equation, String lecture, String helps) {
  static Page of(Condition condition) {
    return switch (condition) {
      case D1 ->
          new Page(
              "a third or more of the ReLU units of a layer have z <= 0 on every row of the probe, twice running; of a parametric layer those with alpha within 0.02 of 1",
              "delta(l) = W(l)^T delta(l+1) o f'(z(l)), and f'(z) = 0 for z <= 0: dW of such a unit is 0 for every row",
              "ReLU units can die; a small positive start of b, such as 0.1, keeps them alive",
              "a lower --lr, --init auto, --bias-init 0 or 0.1, --activation leaky_relu");
      case D2 ->
          new Page(
              "a sixth or more of the logistic or tanh units of a layer have f'(z) < 0.02 on more than 9 of 10 rows of the probe, twice running; of a parametric layer |1 + alpha (f'(z) - 1)| < 0.02",
              "delta(l) = W(l)^T delta(l+1) o f'(z(l)); f'(z) = a (1 - a) for the logistic function and 1 - a^2 for tanh are near 0 where |z| is large",
              "saturation of the logistic function and of tanh kills gradients",
              "--init auto, --bias-init 0, a lower --lr, --activation relu, columns of one size (--scaling standard)");
      case D3 ->
          new Page(
              "J is above what it was before the first step, and ||update|| > 0.1 ||W(l)|| in three measured steps running, or ||dW(l)|| > 100 times its median; after 20 steps",
              "W(l) <- W(l) - eta dW(l): with eta too large each step overshoots, and the next gradient is larger",
              "gradient descent goes downhill for small steps only",
              "a tenth of the --lr, --clip 1.0");
      case D4 ->
          new Page(
              "mean |delta(2)| < 0.0001 times mean |delta(nl)| on the rows of the probe, twice running",
              "delta(l) = W(l)^T delta(l+1) o f'(z(l)), once for every layer: factors below 1 are multiplied, and of the logistic function f' <= 1/4",
              "backpropagation goes from the output layer to the first; what is small in a late layer is smaller in an early one",
              "--init auto, --bias-init 0, --activation selu, fewer layers (--hidden 64,64), residual links (--network)");
      case D5 ->
          new Page(
              "||update|| < 0.00001 ||W(l)|| in every measured step of 10 epochs, in which J fell by less than 0.1 %; J is above 0.9 of what it began at, the rate above a tenth of its base",
              "W(l) <- W(l) - eta dW(l): with eta too small W(l) stays where it is",
              "gradient descent needs steps; a ratio of about 0.001 is usual, which is a guide and no law",
              "three times the --lr, another --optimizer");
      case D6 -> notFinite();
      default -> later(condition);
    };
  }

  /// The same from D7 on.
  private static Page later(Condition condition) {
    return switch (condition) {
      case D7 ->
          new Page(
              "in 5 epochs running the validation loss was 10 % above its best while J was below a third of J then, or 50 % above it while J fell, to below the loss of a constant, and at least a twentieth of that loss above it; where all epochs are run by plan (--patience 0): 5 times, for numbers 1.5 times its best",
              "J = (1/m) sum of losses + lambda/2 sum of squared weights: what lowers J of the training rows need not lower the loss of others",
              "lambda keeps weights small; the best epoch is kept whatever follows",
              "a larger --l2, more --dropout, fewer units, more rows");
      case D8 ->
          new Page(
              "after 10 epochs, or 1,000 steps, the validation loss was never below 0.999 of what the mean target costs, or 0.98 where one class is all that is predicted, and has not fallen by 2 % in 5 epochs; a shorter run that ends above 0.999 of it is told to be too short to be judged, unless its validation loss was never finite",
              "h(x) = the mean of y needs b(nl-1) alone: all W may as well be 0",
              "a model is worth what it says beyond a constant; see the line BASE of the run",
              "more --epochs where it was too short; --scaling robust or --heavy-tails log where a few values are far from all others; a usual --lr; --hidden none: if a linear model learns nothing either, look at target and columns (soma inspect DATA)");
      case D9 ->
          new Page(
              "a column is constant (left out), has a value of its own in every row (text, and rows that are counted in their order: left out, other numbers: kept), equals another, or predicts the target alone (both kept)",
              "a constant x adds to b what W x is; an id lets W learn rows by heart; a column that is known only with y makes J small and the network useless",
              "x is what is known before y is",
              "--ignore COLUMN");
      case D10 ->
          new Page(
              "two units of a layer have equal weights and biases",
              "equal W and b give equal z, a and delta, thus equal dW: no step can part them",
              "weights begin with small random numbers, so that units differ",
              "--init auto");
      case D11 ->
          new Page(
              "the largest class has more than 10 times the rows of the smallest",
              "J is a mean over rows: the small class hardly counts in it",
              "macro-F1, the mean over the classes, comes first: accuracy is high where the large class is always said",
              "--class-weight balanced, --metric macro_f1, --metric balanced_accuracy");
      case D12 -> outOfRange();
      default -> throw new IllegalArgumentException(condition.toString());
    };
  }

  private static Page notFinite() {
    return new Page(
        "the first z, a, J or weight that is infinite or NaN ends the training; the weights of the best epoch before it are saved, exit code 6",
        "z(l+1) = W(l) a(l) + b(l) beyond 3.4e38, or inf - inf",
        "J(W, b) must be a number for its gradient to be one",
        "a tenth of the --lr, or the usual one of the --optimizer if that is less; --clip 1.0 only where the rate is usual: a clipped step of a rate that is far too high is as long, and leads nowhere");
  }

  private static Page outOfRange() {
    return new Page(
        "when predicting or testing, more than 1 % of the values of a column, and at least 3, lie outside the range of the training rows",
        "h(x) was fitted where the training rows are; elsewhere a network of ReLU units goes on in straight lines, others level off",
        "a network approximates f on the region it has seen",
        "--scaling quantile, by which all values beyond the range count as its end; training with rows of that range; flags of single values are in the column flags of soma predict");
  }
}
