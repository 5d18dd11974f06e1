package dev.soma.kernel;

import dev.soma.kernel.function.Elementwise;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.FloatVector;

/// Loads the vector kernels again with vectors of another length.
///
/// The length is a constant of the class, so every length needs a class of its own: a loader that
/// defines the package anew, but for the types of the interface.
final class ForcedVectors extends ClassLoader {
  private static final Map<Integer, Constructor<?>> LOADED = new ConcurrentHashMap<>();

  static {
    registerAsParallelCapable();
  }

  private ForcedVectors() {
    super(ForcedVectors.class.getClassLoader());
  }

  /// True if the machine has vectors of so many bits.
  static boolean supported(int bits) {
    return FloatVector.SPECIES_MAX.vectorBitSize() >= bits;
  }

  /// The constructor of vector kernels with vectors of so many bits. Loaded once, since everything
  /// that is loaded anew is compiled anew.
  static Constructor<?> load(int bits) {
    return LOADED.computeIfAbsent(bits, ForcedVectors::define);
  }

  private static Constructor<?> define(int bits) {
    String before = System.getProperty("soma.kernels.bits");
    System.setProperty("soma.kernels.bits", Integer.toString(bits));
    try {
      Class<?> type = Class.forName("dev.soma.kernel.VectorKernels", true, new ForcedVectors());
      Constructor<?> made = type.getDeclaredConstructor();
      made.setAccessible(true);
      return made;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("vector kernels of " + bits + " bit", e);
    } finally {
      if (before == null) {
        System.clearProperty("soma.kernels.bits");
      } else {
        System.setProperty("soma.kernels.bits", before);
      }
    }
  }

  static Kernels create(Constructor<?> made) {
    try {
      return (Kernels) made.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("vector kernels", e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("dev.soma.kernel.")
        || name.startsWith(Kernels.class.getName() + "$")
        || name.equals(Kernels.class.getName())
        || name.equals(Elementwise.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    String path = name.replace('.', '/') + ".class";
    try (InputStream in = getParent().getResourceAsStream(path)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
