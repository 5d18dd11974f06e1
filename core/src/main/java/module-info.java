/// Soma's library: feed-forward networks for the JVM.
module dev.soma.core {
  requires static jdk.incubator.vector;
  requires static org.jspecify;
  requires jdk.management; // the flags of this Java
  requires transitive java.sql;
  requires de.siegmar.fastcsv;
  requires tools.jackson.databind;

  exports dev.soma.error;
  exports dev.soma.math;
  exports dev.soma.kernel;
  exports dev.soma.kernel.function;
  exports dev.soma.engine;
  exports dev.soma.nn;
  exports dev.soma.trace;
  exports dev.soma.trace.attribute;
  exports dev.soma.trace.check;
  exports dev.soma.trace.symbol;
  exports dev.soma.trace.text;
  exports dev.soma.optim;
  exports dev.soma.data;
  exports dev.soma.data.csv;
  exports dev.soma.data.encode;
  exports dev.soma.data.read;
  exports dev.soma.data.scale;
  exports dev.soma.data.store;
  exports dev.soma.data.text;
  exports dev.soma.eval;
  exports dev.soma.train;
  exports dev.soma.train.clock;
  exports dev.soma.train.diagnose;
  exports dev.soma.model;
  exports dev.soma.model.calibration;
  exports dev.soma.model.explain;
  exports dev.soma.recipe;
  exports dev.soma.recipe.effort;
  exports dev.soma.recipe.tune;
  exports dev.soma.lesson;
  exports dev.soma.lesson.approximate;
  exports dev.soma.lesson.formula;
  exports dev.soma.lesson.toy;
}
