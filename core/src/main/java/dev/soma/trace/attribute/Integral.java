package dev.soma.trace.attribute;

/// The integral of d score / dx over t from 0 to 1.
///
/// @param slopes one number an input
/// @param steps pieces, or points of a quadrature
/// @param exact whether only rounding errors are in it
record Integral(double[] slopes, int steps, boolean exact) {}
