/// The command `soma`.
module dev.soma.cli {
  requires dev.soma.core;
  requires jdk.incubator.vector;
  requires info.picocli;
  requires static org.jspecify;

  opens dev.soma.cli to
      info.picocli;
}
