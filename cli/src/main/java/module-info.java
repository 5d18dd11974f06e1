/// The command `soma`.
module dev.soma.cli {
  requires dev.soma.core;
  requires dev.soma.studio;
  requires static jdk.incubator.vector; // the launcher adds it for all but small work
  requires info.picocli;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.toml;
  requires static org.jspecify;
  requires java.management; // this and the next for database drivers, which may want them
  requires java.naming;

  uses java.sql.Driver;
}
