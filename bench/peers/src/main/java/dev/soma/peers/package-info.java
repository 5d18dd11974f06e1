/// A race of libraries: the same rows, the same network where a library can build it, until the
/// same accuracy of the test rows. One JVM a library, started by `bench/compare`; never part of the
/// library.
@org.jspecify.annotations.NullMarked
package dev.soma.peers;
