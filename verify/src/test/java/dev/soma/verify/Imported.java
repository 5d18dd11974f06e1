package dev.soma.verify;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The compiled classes of a module, read from its `target/classes`, tests not among them.
final class Imported {
  /// Read once: several tests look at the same classes.
  private static final Map<String, JavaClasses> MODULES = new ConcurrentHashMap<>();

  private Imported() {}

  /// The classes of core.
  static JavaClasses core() {
    return of("core");
  }

  /// The classes of the module in that folder.
  static JavaClasses of(String module) {
    return MODULES.computeIfAbsent(module, Imported::read);
  }

  private static JavaClasses read(String module) {
    Path folder = Tree.ROOT.resolve(module).resolve("target").resolve("classes");
    JavaClasses classes = new ClassFileImporter().importPath(folder);
    if (classes.isEmpty()) {
      throw new IllegalStateException("no classes in " + folder + "; compile " + module + " first");
    }
    return classes;
  }
}
