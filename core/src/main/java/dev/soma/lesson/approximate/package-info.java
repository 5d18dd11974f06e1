/// The approximation lab: networks with one hidden layer that come within eps of a function.
@NullMarked
package dev.soma.lesson.approximate;

import org.jspecify.annotations.NullMarked;
