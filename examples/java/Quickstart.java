import module dev.soma.core;

void main() throws IOException {
  var data  = Table.csv(Path.of("examples/titanic.csv")).target("Survived");
  var parts = data.split(0.70, 0.15, 0.15, Seeds.of(42));
  var run   = Mlp.classifier().hidden(16, Activation.RELU).hidden(8, Activation.RELU).l2(1e-3)
                 .optimizer(Optimizer.adam(0.01)).epochs(200).patience(20).fit(parts, TrainingListener.console());
  IO.println(run.evaluate(parts.test()));
  Model model = run.model();
  IO.println(model.predict(Row.of("Sex", "female", "Pclass", 1, "Age", 29.0)).top());
  IO.println(TraceText.text(model.trace(parts.test().row(0))));
  model.save(Path.of("titanic.soma"));   Model same = Model.load(Path.of("titanic.soma"));
}
