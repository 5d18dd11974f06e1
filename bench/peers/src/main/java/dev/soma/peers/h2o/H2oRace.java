package dev.soma.peers.h2o;

import dev.soma.peers.Job;
import dev.soma.peers.Peer;
import dev.soma.peers.Race;
import dev.soma.peers.Rows;
import dev.soma.peers.Watch;
import hex.deeplearning.DeepLearning;
import hex.deeplearning.DeepLearningModel;
import hex.deeplearning.DeepLearningModel.DeepLearningParameters;
import java.util.stream.IntStream;
import water.DKV;
import water.H2O;
import water.Key;
import water.fvec.Frame;
import water.fvec.Vec;

/// H2O's deep learning, a node of one in this process.
public final class H2oRace implements Peer {
  private H2oRace() {}

  /// Runs it.
  ///
  /// @throws Exception if the data cannot be read
  public static void main(String[] args) throws Exception {
    Race.run(new H2oRace(), args);
  }

  @Override
  public String name() {
    return "h2o";
  }

  @Override
  public String version() {
    return "3.44.0.1";
  }

  @Override
  public String note() {
    return "ADADELTA, a step a row on lock-free threads (its defaults); a job an epoch, each from the model of the last";
  }

  @Override
  public void train(Job job, Watch watch) throws Exception {
    H2O.main(
        new String[] {
          "-name",
          "soma-race",
          "-ip",
          "127.0.0.1",
          "-nthreads",
          "" + job.threads(),
          "-disable_web",
          "-ice_root",
          System.getProperty("java.io.tmpdir")
        });
    H2O.waitForCloudSize(1, 20_000);
    Frame training = frame("training", job.training(), job.classes());
    watch.ready();
    Frame test = frame("test", job.test(), job.classes());
    int epoch = 0;
    DeepLearningModel[] model = new DeepLearningModel[1];
    do {
      epoch++;
      model[0] = new DeepLearning(parameters(job, training, model[0], epoch)).trainModel().get();
    } while (watch.epoch(() -> predict(model[0], test)));
  }

  private static DeepLearningParameters parameters(
      Job job, Frame training, DeepLearningModel before, int epoch) {
    DeepLearningParameters p = new DeepLearningParameters();
    p._train = training._key;
    p._response_column = "class";
    p._hidden = job.hidden();
    p._activation = DeepLearningParameters.Activation.Rectifier;
    p._loss = DeepLearningParameters.Loss.CrossEntropy;
    p._standardize = false;
    p._seed = job.seed();
    p._epochs = epoch;
    p._train_samples_per_iteration = 0;
    p._shuffle_training_data = true;
    p._score_training_samples = 100; // it always scores; as little as possible
    p._score_duty_cycle = 0;
    p._overwrite_with_best_model = false;
    p._stopping_rounds = 0;
    p._variable_importances = false;
    p._ignore_const_cols = false;
    if (before != null) {
      p._checkpoint = before._key;
    }
    return p;
  }

  private static int[] predict(DeepLearningModel model, Frame test) {
    Frame scores = model.score(test);
    Vec best = scores.vec(0);
    int[] classes = new int[(int) best.length()];
    for (int r = 0; r < classes.length; r++) {
      classes[r] = (int) best.at8(r);
    }
    scores.delete();
    return classes;
  }

  private static Frame frame(String name, Rows rows, int classes) {
    Vec[] columns = new Vec[rows.inputs() + 1];
    String[] names = new String[columns.length];
    for (int i = 0; i < rows.inputs(); i++) {
      double[] values = new double[rows.count()];
      for (int r = 0; r < values.length; r++) {
        values[r] = rows.x()[r * rows.inputs() + i];
      }
      columns[i] = Vec.makeVec(values, Vec.newKey());
      names[i] = "x" + i;
    }
    String[] domain = IntStream.range(0, classes).mapToObj(c -> "c" + c).toArray(String[]::new);
    long[] codes = IntStream.of(rows.classes()).asLongStream().toArray();
    columns[rows.inputs()] = Vec.makeVec(codes, domain, Vec.newKey());
    names[rows.inputs()] = "class";
    Frame frame = new Frame(Key.<Frame>make(name), names, columns);
    DKV.put(frame);
    return frame;
  }
}
