package dev.soma.peers.weka;

import dev.soma.peers.Job;
import dev.soma.peers.Peer;
import dev.soma.peers.Race;
import dev.soma.peers.Rows;
import dev.soma.peers.Watch;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import weka.classifiers.functions.MultilayerPerceptron;
import weka.core.Attribute;
import weka.core.DenseInstance;
import weka.core.Instances;

/// Weka's multilayer perceptron.
public final class WekaRace implements Peer {
  private WekaRace() {}

  /// Runs it.
  ///
  /// @throws Exception if the data cannot be read
  public static void main(String[] args) throws Exception {
    Race.run(new WekaRace(), args);
  }

  @Override
  public String name() {
    return "weka";
  }

  @Override
  public String version() {
    return "3.8.7";
  }

  @Override
  public String note() {
    return "sigmoid units, squared error, a step a row with rate 0.3 and momentum 0.2 (it has nothing else), one thread, in double";
  }

  @Override
  public void train(Job job, Watch watch) throws Exception {
    MultilayerPerceptron network = new MultilayerPerceptron();
    network.setHiddenLayers(
        IntStream.of(job.hidden()).mapToObj(Integer::toString).collect(Collectors.joining(", ")));
    network.setTrainingTime(job.epochs());
    network.setSeed(job.seed());
    network.setReset(false);
    network.initializeClassifier(instances(job.training(), job.classes()));
    watch.ready();
    Instances test = instances(job.test(), job.classes());
    do {
      network.next();
    } while (watch.epoch(() -> predict(network, test)));
  }

  private static int[] predict(MultilayerPerceptron network, Instances test) throws Exception {
    int[] classes = new int[test.size()];
    for (int r = 0; r < classes.length; r++) {
      classes[r] = (int) network.classifyInstance(test.get(r));
    }
    return classes;
  }

  private static Instances instances(Rows rows, int classes) {
    ArrayList<Attribute> columns = new ArrayList<>();
    for (int i = 0; i < rows.inputs(); i++) {
      columns.add(new Attribute("x" + i));
    }
    columns.add(
        new Attribute("class", IntStream.range(0, classes).mapToObj(c -> "c" + c).toList()));
    Instances all = new Instances("rows", columns, rows.count());
    all.setClassIndex(rows.inputs());
    for (int r = 0; r < rows.count(); r++) {
      double[] values = java.util.Arrays.copyOf(rows.row(r), rows.inputs() + 1);
      values[rows.inputs()] = rows.classes()[r];
      all.add(new DenseInstance(1, values));
    }
    return all;
  }
}
