package dev.soma.peers.djl;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.soma.peers.Job;
import dev.soma.peers.Peer;
import dev.soma.peers.Race;
import dev.soma.peers.Rows;
import dev.soma.peers.Watch;
import java.util.stream.LongStream;

/// DJL with its PyTorch engine.
public final class DjlRace implements Peer {
  private DjlRace() {}

  /// Runs it; the number of threads is a property that `bench/compare` sets.
  ///
  /// @throws Exception if the data cannot be read
  public static void main(String[] args) throws Exception {
    Race.run(new DjlRace(), args);
  }

  @Override
  public String name() {
    return "djl";
  }

  @Override
  public String version() {
    return "0.35.1 (PyTorch 2.7.1)";
  }

  @Override
  public String note() {
    return "";
  }

  @Override
  public void train(Job job, Watch watch) throws Exception {
    Engine.getEngine("PyTorch").setRandomSeed(job.seed());
    SequentialBlock block = new SequentialBlock();
    for (int units : job.hidden()) {
      block.add(Linear.builder().setUnits(units).build()).add(Activation::relu);
    }
    block.add(Linear.builder().setUnits(job.classes()).build());
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optInitializer(new XavierInitializer(), Parameter.Type.WEIGHT)
            .optOptimizer(
                Optimizer.adam().optLearningRateTracker(Tracker.fixed((float) Job.RATE)).build());
    try (Model model = Model.newInstance("race", "PyTorch")) {
      model.setBlock(block);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(1, job.training().inputs()));
        watch.ready();
        int epoch = 0;
        do {
          epoch++;
          job.batches(epoch, batch -> step(trainer, batch));
        } while (watch.epoch(() -> predict(trainer, job.test())));
      }
    }
  }

  private static void step(Trainer trainer, Rows batch) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDList data = new NDList(inputs(manager, batch));
      data.attach(manager);
      NDList labels = new NDList(manager.create(batch.classes()));
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDList outputs = trainer.forward(data);
        NDArray loss = trainer.getLoss().evaluate(labels, outputs);
        collector.backward(loss);
        outputs.attach(manager);
        loss.attach(manager);
      }
      trainer.step();
    }
  }

  private static int[] predict(Trainer trainer, Rows rows) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDList outputs = trainer.evaluate(new NDList(inputs(manager, rows)));
      outputs.attach(manager);
      return LongStream.of(outputs.singletonOrThrow().argMax(1).toLongArray())
          .mapToInt(c -> (int) c)
          .toArray();
    }
  }

  private static NDArray inputs(NDManager manager, Rows rows) {
    return manager.create(rows.x(), new Shape(rows.count(), rows.inputs()));
  }
}
