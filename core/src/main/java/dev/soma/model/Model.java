package dev.soma.model;

import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.Flag;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.read.Row;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.error.SomaException;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Outcomes;
import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.model.calibration.Calibration;
import dev.soma.nn.Activation;
import dev.soma.nn.Batch;
import dev.soma.nn.Loss;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.Cost;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A trained model: one or several networks with their encoders, the target, and where it comes
/// from.
///
/// Immutable, and safe to share between any number of threads. Several members are averaged: their
/// probabilities, or their numbers in units of the target. Raw columns go in by name; preprocessing
/// is inside. Gradients with respect to parameters and inputs are those of [#trace(Row)] for a row,
/// or of `network().lossAndGradient(...)` and `network().inputGradient(...)` for a whole batch such
/// as `encoder().encode(table).batch()`.
///
/// ```java
/// Model model = Model.load(Path.of("penguins.soma"));
/// String species = model.predict(Row.of("island", "Biscoe", "bill_length_mm", 46.1)).top();
/// ```
public final class Model {
  private final List<Member> members;
  private final TargetEncoder target;
  private final Loss loss;
  private final double l2;
  private final Provenance provenance;
  private final Calibration calibration;
  private final List<Network> packed;
  private final List<WorkspacePool> pools;
  private final boolean oneEncoder;

  /// A model of these members.
  ///
  /// @param loss what it was trained with
  /// @param l2 the lambda it was trained with, >= 0
  /// @throws IllegalArgumentException if there is no member, or one has not the target's outputs or
  ///   a scale of other targets
  public Model(
      List<Member> members, TargetEncoder target, Loss loss, double l2, Provenance provenance) {
    this(members, target, loss, l2, provenance, Calibration.NONE);
  }

  private Model(
      List<Member> members,
      TargetEncoder target,
      Loss loss,
      double l2,
      Provenance provenance,
      Calibration calibration) {
    this.calibration = calibration;
    this.members = List.copyOf(members);
    this.target = target;
    this.loss = loss;
    this.l2 = l2;
    this.provenance = provenance;
    if (members.isEmpty() || members.stream().anyMatch(m -> !fits(m, target))) {
      throw new IllegalArgumentException(
          "a model needs members with " + target.outputs() + " outputs");
    }
    oneEncoder = members.stream().allMatch(m -> m.encoder().equals(members.getFirst().encoder()));
    KernelChoice kernels = KernelChoice.auto();
    try (Kernels packing = kernels.create(1)) {
      packed = this.members.stream().map(m -> m.network().packed(packing)).toList();
    }
    pools = members.stream().map(m -> new WorkspacePool(m.network().spec(), kernels)).toList();
  }

  /// The same with another temperature, threshold and intervals.
  public Model calibrated(Calibration other) {
    return new Model(members, target, loss, l2, provenance, other);
  }

  /// Temperature, threshold and intervals, learned from validation rows.
  public Calibration calibration() {
    return calibration;
  }

  /// As many outputs as the target has, or softmax over two classes.
  private static boolean fits(Member member, TargetEncoder target) {
    int outputs = member.network().spec().outputs();
    TargetEncoder.Numbers scale = member.scale();
    if (scale != null && !scale.names().equals(target.names())) {
      return false;
    }
    return outputs == target.outputs()
        || (target instanceof TargetEncoder.Classes c && outputs == c.levels().size());
  }

  /// The networks and their encoders.
  public List<Member> members() {
    return members;
  }

  /// What is predicted.
  public TargetEncoder target() {
    return target;
  }

  /// What it was trained with.
  public Loss loss() {
    return loss;
  }

  /// The lambda that it was trained with.
  public double l2() {
    return l2;
  }

  /// One member alone, as a model of its own: what explanations, which are of one network, show.
  ///
  /// @param k from 0
  public Model only(int k) {
    Member m = members.get(k);
    if (members.size() == 1 && m.scale() == null) {
      return this;
    }
    TargetEncoder own = m.scale() == null ? target : m.scale();
    Calibration decides = new Calibration(null, calibration.threshold(), null);
    Member one = new Member(m.encoder(), m.network());
    return new Model(List.of(one), own, loss, l2, provenance, decides);
  }

  /// J as it was trained: the loss with its L1 and L2, for the reference engine.
  public Cost cost() {
    String l1 = provenance.settings().getOrDefault("l1", "0");
    return new Cost(loss, Double.parseDouble(l1), l2);
  }

  /// Where it comes from.
  public Provenance provenance() {
    return provenance;
  }

  /// The encoder of the first member: raw columns, levels, statistics. Members that learned from
  /// the same rows have equal ones.
  public Encoder encoder() {
    return members.getFirst().encoder();
  }

  /// The network of the first member.
  public Network network() {
    return members.getFirst().network();
  }

  /// Predicts one row given by name; columns that it lacks follow the policy for missing values and
  /// are flagged.
  ///
  /// @throws SomaException.Mismatch E511 for an unseen category, E512 for a value of another type
  public Prediction predict(Row row) {
    Averaging.Flags said = new Averaging.Flags();
    List<Dataset> rows = new ArrayList<>();
    for (Member m : members) {
      rows.add(m.encoder().encode(row, said.next()));
    }
    List<Flag> flags = said.all();
    if (flags.stream().anyMatch(f -> f.kind() == Flag.Kind.UNSEEN)) {
      throw Flag.unseen(flags, "row", 1, encoder());
    }
    return run(rows, flags).row(0);
  }

  /// Predicts all rows of a table; unseen categories count as "none of them" and are flagged.
  ///
  /// @throws SomaException.Mismatch E510 for a missing column, E512 for one of another type
  public Predictions predict(Table table) {
    if (table.work() != null) {
      List<Flag> flags = new ArrayList<>();
      Outputs all = outputs(table, flags::add, false);
      return predictions(table.rows(), all.z(), all.a(), flags);
    }
    Averaging.Flags said = new Averaging.Flags();
    List<Dataset> data = new ArrayList<>();
    for (Member m : members) {
      data.add(m.encoder().encode(table, null, said.next()));
    }
    return run(data, said.all());
  }

  /// Whether all members have the same encoder, as those have that learned from the same rows.
  boolean sharesEncoder() {
    return oneEncoder;
  }

  /// Predicts rows that are encoded already; only if all members have learned the same encoder, as
  /// from the same rows.
  ///
  /// @throws IllegalStateException if each member has an encoder of its own
  /// @throws SomaException.Mismatch E520 if the inputs are not the network's
  public Predictions predict(Dataset data) {
    if (!oneEncoder) {
      throw new IllegalStateException("each member has an encoder of its own: predict a Table");
    }
    return run(Collections.nCopies(members.size(), data), List.of());
  }

  /// The same of rows that the encoder of each member has encoded: one data set a member.
  public Predictions predict(List<Dataset> data) {
    return run(data, List.of());
  }

  /// Predicts rows whose targets are known, with weights if the table has any.
  ///
  /// @throws SomaException.Mismatch as [#predict(Table)], and E514 for a target that does not fit
  public Outcomes outcomes(Table table) {
    return outcomes(table, _ -> {});
  }

  /// Predicts rows whose targets are known; of a table on disk, some rows at a time are in memory.
  ///
  /// @param flags told of what makes predictions less certain
  /// @throws SomaException.Mismatch as in [#outcomes(Table)]
  public Outcomes outcomes(Table table, Consumer<Flag> flags) {
    Outputs all = outputs(table, flags, true);
    return predictions(table.rows(), all.z(), all.a(), List.of())
        .against(all.truth(), all.weights());
  }

  /// What the network says of many rows, and what is true.
  private record Outputs(float[] z, float[] a, Matrix truth, float @Nullable [] weights) {}

  private Outputs outputs(Table table, Consumer<Flag> flags, boolean targets) {
    int rows = table.rows();
    int width = network().spec().outputs();
    Outputs all =
        new Outputs(
            new float[Math.multiplyExact(rows, width)],
            new float[rows * width],
            Matrix.zeros(targets ? rows : 0, target.encodedColumns()),
            targets && table.weightColumn() != null ? new float[rows] : null);
    int step = table.work() == null ? Math.max(1, rows) : Table.IN_MEMORY;
    for (int from = 0; from < rows || from == 0; from += step) {
      int first = from;
      Table part = table.work() == null ? table : table.rows(from, Math.min(from + step, rows));
      Predictions p = predict(part);
      p.flags().forEach(f -> flags.accept(f.moved(first)));
      System.arraycopy(p.scores(), 0, all.z, from * width, p.scores().length);
      System.arraycopy(p.outputs(), 0, all.a, from * width, p.outputs().length);
      if (targets) {
        Matrix y = target.encode(part);
        int k = y.cols();
        y.copyTo(all.truth.data(), from * k);
      }
      float[] weights = part.weights();
      if (all.weights != null && weights != null) {
        System.arraycopy(weights, 0, all.weights, from, weights.length);
      }
    }
    return all;
  }

  /// How good the model is on rows whose targets are known: the usual metrics with 95 % intervals.
  ///
  /// @throws SomaException.Mismatch as [#outcomes(Table)]
  public Evaluation evaluate(Table table) {
    return Evaluation.of(outcomes(table), offsets(table), Seeds.of(provenance.seed()));
  }

  /// What is added to z in each row of a table; null if there is no offset.
  public Evaluation.@Nullable Offsets offsets(Table table) {
    float[] added = encoder().offsets(table);
    return added == null
        ? null
        : new Evaluation.Offsets(network().spec().output().activation(), added);
  }

  private Predictions run(List<Dataset> data, List<Flag> flags) {
    int rows = data.getFirst().rows();
    int width = network().spec().outputs();
    Averaging mean = new Averaging(members, target, Math.multiplyExact(rows, width));
    for (int k = 0; k < members.size(); k++) {
      Network network = packed.get(k);
      WorkspacePool pool = pools.get(k);
      Workspace ws = pool.take(rows);
      try {
        for (int from = 0; from < rows; from += WorkspacePool.CHUNK) {
          int to = Math.min(from + WorkspacePool.CHUNK, rows);
          network.predict(data.get(k).batch(from, to), ws);
          mean.add(k, ws, to - from, from * width);
        }
      } finally {
        pool.give(ws, rows);
      }
    }
    mean.finish();
    Activation output = network().spec().output().activation();
    float[] a = calibration.t() == 1 ? mean.a() : calibration.outputs(output, mean.z(), rows);
    return predictions(rows, mean.z(), a, flags).flagged(data.getFirst());
  }

  private Predictions predictions(int rows, float[] z, float[] a, List<Flag> flags) {
    boolean shares = network().spec().output().activation() instanceof Activation.Softmax;
    boolean decisions = network().spec().output().activation() instanceof Activation.Step;
    return new Predictions(target, rows, z, a, shares, decisions, calibration, flags);
  }

  /// The encoded inputs a(1) of one row, category levels as 0 and 1, and after them what is added
  /// to z of the output layer, if there is an offset: what [#proba] takes.
  public double[] encode(Row row) {
    Batch batch = encoder().encode(row).batch();
    double[] x = Rows.expand(batch)[0];
    double[] in = Arrays.copyOf(x, FastPath.inputs(encoder()));
    Arrays.fill(in, x.length, in.length, batch.offset(0));
    return in;
  }

  /// Every number of the forward and the backward pass of one row, in the lecture's terms: the row
  /// is encoded, and the reference engine runs in double precision on the widened weights.
  ///
  /// Of the first member ([#only] makes a model of another), with the loss and the lambda of the
  /// training; row weight 1, no dropout. dJ/dW, dJ/db and dJ/dx are in [BackpropTrace#gradient];
  /// `TraceText` writes it out.
  ///
  /// @param row named values, the target among them
  /// @throws SomaException.Mismatch E510 if the target is absent, E512 for a value of another type,
  ///   E514 for a target that does not fit
  public BackpropTrace trace(Row row) {
    if (Averaging.several(members)) {
      return only(0).trace(row);
    }
    Matrix truth = target.encode(Table.rowsAsText(List.of(row)));
    int outputs = network().spec().outputs();
    int columns = loss.targetColumns(outputs);
    boolean oneHot = columns > 1 && target instanceof TargetEncoder.Classes;
    double[] y = new double[columns];
    Arrays.setAll(y, i -> oneHot ? (i == truth.get(0, 0) ? 1 : 0) : truth.get(0, i));
    Rows rows = Rows.of(encoder().encode(row).batch(), new double[][] {y});
    List<String> names = target instanceof TargetEncoder.Classes c ? c.levels() : List.of();
    ReferenceParameters weights = ReferenceParameters.of(network().parameters());
    return BackpropTrace.of(weights, cost(), rows).named(names);
  }

  /// The fast path: encoded inputs in, outputs out (probabilities, or scaled numbers); allocates
  /// nothing once warm.
  ///
  /// @param in a(1), `encoder().shape().units()` numbers, and the offset if there is one, as
  ///   [#encode(Row)] gives them
  /// @param out as many as the network has outputs
  /// @throws SomaException.Mismatch E520 if a length is wrong
  public void proba(double[] in, double[] out) {
    FastPath.run(this, in, out, packed, pools);
  }

  /// Writes the model file; see `docs/format.md`.
  ///
  /// @throws SomaException.Resource E804, E805 if it cannot be written; what was there stays
  public void save(Path file) {
    ModelFile.save(this, file);
  }

  /// The bytes of the file that [#save(Path)] writes, for those who have no file to write to.
  public byte[] bytes() {
    return ModelFile.bytes(this);
  }

  /// Reads a model file.
  ///
  /// @throws SomaException.ModelFormat E401 to E403 if it is none, is damaged, or is newer
  public static Model load(Path file) {
    return ModelFile.load(file, List.of(), null);
  }

  /// Reads a model file that names functions of one's own.
  ///
  /// @param own the activations by the names they had
  /// @param loss the loss by the name it had, or null
  public static Model load(Path file, List<Activation.Custom> own, Loss.@Nullable Custom loss) {
    return ModelFile.load(file, own, loss);
  }
}
