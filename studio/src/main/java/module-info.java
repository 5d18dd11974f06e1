/// Soma's page: networks seen while they learn.
module dev.soma.studio {
  requires dev.soma.core;
  requires jdk.httpserver;
  requires jdk.management;
  requires tools.jackson.databind;
  requires static org.jspecify;

  exports dev.soma.studio;
}
