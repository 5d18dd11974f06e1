package dev.soma.peers.smile;

import dev.soma.peers.Job;
import dev.soma.peers.Peer;
import dev.soma.peers.Race;
import dev.soma.peers.Rows;
import dev.soma.peers.Watch;
import smile.classification.MLP;
import smile.model.mlp.Layer;
import smile.model.mlp.LayerBuilder;
import smile.model.mlp.OutputFunction;
import smile.util.function.TimeFunction;

/// Smile.
public final class SmileRace implements Peer {
  private SmileRace() {}

  /// Runs it.
  ///
  /// @throws Exception if the data cannot be read
  public static void main(String[] args) throws Exception {
    Race.run(new SmileRace(), args);
  }

  @Override
  public String name() {
    return "smile";
  }

  @Override
  public String version() {
    return "6.3.0";
  }

  @Override
  public String note() {
    return "RMSProp 0.001 (it has no Adam); a batch is a loop over its rows, in double";
  }

  @Override
  public void train(Job job, Watch watch) throws Exception {
    smile.math.MathEx.setSeed(job.seed());
    LayerBuilder[] layers = new LayerBuilder[job.hidden().length + 2];
    layers[0] = Layer.input(job.training().inputs());
    for (int l = 0; l < job.hidden().length; l++) {
      layers[l + 1] = Layer.rectifier(job.hidden()[l]);
    }
    layers[layers.length - 1] = Layer.mle(job.classes(), OutputFunction.SOFTMAX);
    MLP network = new MLP(layers);
    network.setLearningRate(TimeFunction.constant(Job.RATE));
    network.setRMSProp(0.9, 1e-7);
    watch.ready();
    int epoch = 0;
    do {
      epoch++;
      job.batches(epoch, batch -> network.update(batch.rows(), batch.classes()));
    } while (watch.epoch(() -> predict(network, job.test())));
  }

  private static int[] predict(MLP network, Rows rows) {
    int[] classes = new int[rows.count()];
    for (int r = 0; r < classes.length; r++) {
      classes[r] = network.predict(rows.row(r));
    }
    return classes;
  }
}
