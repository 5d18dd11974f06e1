package dev.soma.peers.dl4j;

import dev.soma.peers.Job;
import dev.soma.peers.Peer;
import dev.soma.peers.Race;
import dev.soma.peers.Rows;
import dev.soma.peers.Watch;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/// Deeplearning4j on its native CPU backend.
public final class Dl4jRace implements Peer {
  private Dl4jRace() {}

  /// Runs it.
  ///
  /// @throws Exception if the data cannot be read
  public static void main(String[] args) throws Exception {
    Race.run(new Dl4jRace(), args);
  }

  @Override
  public String name() {
    return "dl4j";
  }

  @Override
  public String version() {
    return "1.0.0-M2.1";
  }

  @Override
  public String note() {
    return "";
  }

  @Override
  public void train(Job job, Watch watch) throws Exception {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    Nd4j.getMemoryManager().togglePeriodicGc(false); // it would collect every few steps
    Nd4j.getEnvironment().setMaxMasterThreads(job.threads());
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(job.seed())
            .updater(new Adam(Job.RATE))
            .weightInit(WeightInit.RELU)
            .list();
    int inputs = job.training().inputs();
    for (int units : job.hidden()) {
      layers.layer(
          new DenseLayer.Builder().nIn(inputs).nOut(units).activation(Activation.RELU).build());
      inputs = units;
    }
    layers.layer(
        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .nIn(inputs)
            .nOut(job.classes())
            .activation(Activation.SOFTMAX)
            .build());
    MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
    network.init();
    watch.ready();
    int epoch = 0;
    do {
      epoch++;
      job.batches(epoch, batch -> network.fit(inputs(batch), targets(batch, job.classes())));
    } while (watch.epoch(() -> network.predict(inputs(job.test()))));
  }

  private static INDArray inputs(Rows rows) {
    return Nd4j.create(rows.x(), new long[] {rows.count(), rows.inputs()}, 'c');
  }

  private static INDArray targets(Rows rows, int classes) {
    float[] ones = new float[rows.count() * classes];
    for (int r = 0; r < rows.count(); r++) {
      ones[r * classes + rows.classes()[r]] = 1;
    }
    return Nd4j.create(ones, new long[] {rows.count(), classes}, 'c');
  }
}
