package dev.soma.cli;

/// The version of the module, as the build wrote it.
final class Version {
  private Version() {}

  /// `0.1.0`; `unpacked` where classes run from a folder.
  static String number() {
    var descriptor = Main.class.getModule().getDescriptor(); // null on the class path
    return descriptor == null ? "unpacked" : descriptor.rawVersion().orElse("unpacked");
  }
}
