package dev.soma.model;

import dev.soma.data.encode.Flag;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.engine.Workspace;
import dev.soma.math.Matrix;
import dev.soma.nn.Activation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The mean of what the members of a model say: of probabilities, or of numbers in their own units,
/// each member's clipped to its own bounds. Sums go over the members in their order.
///
/// A single member's outputs stay as they are.
final class Averaging {
  /// The smallest distance of a probability from 0 and 1 that has a score of its own.
  private static final double LEAST = 0x1p-40;

  private final List<Member> members;
  private final TargetEncoder target;
  private final float[] z;
  private final float[] a;
  private final double[] numbers; // sums in units of the target

  Averaging(List<Member> members, TargetEncoder target, int size) {
    this.members = members;
    this.target = target;
    this.z = new float[size];
    this.a = new float[size];
    this.numbers = new double[several() && target instanceof TargetEncoder.Numbers ? size : 0];
  }

  private boolean several() {
    return several(members);
  }

  /// Whether there is something to average, or to bring to the scale of the model's target.
  static boolean several(List<Member> members) {
    return members.size() > 1 || members.getFirst().scale() != null;
  }

  /// What decisions are taken on, after [#finish()].
  float[] z() {
    return z;
  }

  /// The outputs, after [#finish()].
  float[] a() {
    return a;
  }

  /// Adds what a member says of some rows.
  ///
  /// @param ws after its forward pass over them
  /// @param at where their outputs begin
  void add(int member, Workspace ws, int rows, int at) {
    Matrix scores = ws.scores(rows);
    add(scores, z, at);
    Matrix from = ws.outputs(rows);
    add(from, a, at);
    if (members.get(member).network().spec().output().activation() instanceof Activation.Step) {
      keepNaN(scores, a, at);
    }
    if (numbers.length > 0) {
      TargetEncoder.Numbers own = scale(members.get(member), (TargetEncoder.Numbers) target);
      for (int i = 0, n = rows * from.cols(); i < n; i++) {
        numbers[at + i] += own.predicted(i % from.cols(), from.data()[from.offset() + i]);
      }
    }
  }

  private static void add(Matrix from, float[] to, int at) {
    int n = from.rows() * from.cols();
    for (int i = 0; i < n; i++) {
      to[at + i] += from.data()[from.offset() + i];
    }
  }

  /// A step unit says 0 of a z that is not a number: together with others nobody could tell.
  private static void keepNaN(Matrix scores, float[] a, int at) {
    int n = scores.rows() * scores.cols();
    for (int i = 0; i < n; i++) {
      float z = scores.data()[scores.offset() + i];
      a[at + i] = Float.isNaN(z) ? z : a[at + i];
    }
  }

  /// Whose scale the outputs of a member have.
  static TargetEncoder.Numbers scale(Member member, TargetEncoder.Numbers target) {
    TargetEncoder.Numbers own = member.scale();
    return own == null ? target : own;
  }

  /// From sums to means.
  void finish() {
    if (!several()) {
      return;
    }
    int count = members.size();
    for (int i = 0; i < a.length; i++) {
      z[i] /= count;
      a[i] /= count;
    }
    if (target instanceof TargetEncoder.Numbers n) {
      int width = n.names().size();
      for (int i = 0; i < a.length; i++) {
        a[i] = (float) n.scale(i % width, numbers[i] / count);
      }
    } else {
      scores(members.getFirst().network().spec().output().activation(), width());
    }
  }

  private int width() {
    return members.getFirst().network().spec().outputs();
  }

  /// Makes the decisions, which are taken on z, agree with the averaged probabilities: z is what
  /// the output activation would have turned into them.
  private void scores(Activation output, int width) {
    boolean softmax = output instanceof Activation.Softmax;
    if (!softmax && !(output instanceof Activation.Logistic || output instanceof Activation.Step)) {
      return;
    }
    for (int row = 0; row < a.length; row += width) {
      int best = row;
      int decided = row;
      for (int i = row; i < row + width; i++) {
        z[i] = (float) score(softmax, a[i]);
        best = a[i] > a[best] ? i : best;
        decided = z[i] > z[decided] ? i : decided;
      }
      if (z[best] <= z[decided] && best != decided) { // equal only after rounding
        z[best] = Math.nextUp(z[decided]);
      }
    }
  }

  /// What the output activation would have turned into a probability.
  static double score(boolean softmax, float probability) {
    double p = Math.max(LEAST, probability);
    return StrictMath.log(softmax ? p : p / Math.max(LEAST, 1 - (double) probability));
  }

  /// What every member of a model says of some rows: a level is unseen if no member has seen it, a
  /// number out of range if it is for all of them.
  static final class Flags {
    private @Nullable List<Flag> all;
    private @Nullable Set<Flag> current;

    /// Who is to be told of the flags of the next member.
    Consumer<Flag> next() {
      close();
      if (all == null) {
        List<Flag> first = new ArrayList<>();
        all = first;
        return first::add;
      }
      Set<Flag> flags = new HashSet<>();
      current = flags;
      return flags::add;
    }

    private void close() {
      if (all != null && current != null) {
        all.retainAll(current);
      }
    }

    /// The flags that all members have raised, in the order of the first.
    List<Flag> all() {
      close();
      return all == null ? List.of() : all;
    }
  }
}
