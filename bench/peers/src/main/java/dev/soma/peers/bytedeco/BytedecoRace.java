package dev.soma.peers.bytedeco;

import dev.soma.peers.Job;
import dev.soma.peers.Peer;
import dev.soma.peers.Race;
import dev.soma.peers.Rows;
import dev.soma.peers.Watch;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// libtorch through the JavaCPP presets of bytedeco.
public final class BytedecoRace implements Peer {
  private BytedecoRace() {}

  /// Runs it.
  ///
  /// @throws Exception if the data cannot be read
  public static void main(String[] args) throws Exception {
    Race.run(new BytedecoRace(), args);
  }

  @Override
  public String name() {
    return "bytedeco";
  }

  @Override
  public String version() {
    return "2.10.0-1.5.13";
  }

  @Override
  public String note() {
    return "";
  }

  @Override
  public void train(Job job, Watch watch) throws Exception {
    torch.set_num_threads(job.threads());
    torch.manual_seed(job.seed());
    Module module = new Module();
    List<LinearImpl> layers = new ArrayList<>();
    int[] sizes = job.sizes();
    for (int l = 0; l + 1 < sizes.length; l++) {
      layers.add(module.register_module("fc" + l, new LinearImpl(sizes[l], sizes[l + 1])));
    }
    Adam adam = new Adam(module.parameters(), new AdamOptions(Job.RATE));
    watch.ready();
    int epoch = 0;
    do {
      epoch++;
      job.batches(
          epoch,
          batch -> {
            try (PointerScope _ = new PointerScope()) {
              adam.zero_grad();
              Tensor loss =
                  torch.cross_entropy(
                      forward(layers, inputs(batch)), AbstractTensor.create(labels(batch)));
              loss.backward();
              adam.step();
            }
          });
    } while (watch.epoch(() -> predict(layers, job.test())));
  }

  private static Tensor forward(List<LinearImpl> layers, Tensor x) {
    Tensor a = x;
    for (int l = 0; l < layers.size(); l++) {
      a = layers.get(l).forward(a);
      if (l + 1 < layers.size()) {
        a = torch.relu(a);
      }
    }
    return a;
  }

  private static int[] predict(List<LinearImpl> layers, Rows rows) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      long[] classes = new long[rows.count()];
      Tensor best = forward(layers, inputs(rows)).argmax(new LongOptional(1), false);
      best.data_ptr_long().get(classes);
      return java.util.stream.LongStream.of(classes).mapToInt(c -> (int) c).toArray();
    }
  }

  private static Tensor inputs(Rows rows) {
    return AbstractTensor.create(rows.x(), rows.count(), rows.inputs());
  }

  private static long[] labels(Rows rows) {
    return java.util.stream.IntStream.of(rows.classes()).asLongStream().toArray();
  }
}
