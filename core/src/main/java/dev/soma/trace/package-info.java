/// The lecture, literally: backpropagation in double precision and plain loops, one row to m rows.
///
/// This is the oracle of the tests and the source of every explanation. It shares with the fast
/// engine of `dev.soma.engine` only the descriptions of `dev.soma.nn` (networks, layers, losses)
/// and uses [StrictMath], so its numbers are the same on every machine.
@NullMarked
package dev.soma.trace;

import org.jspecify.annotations.NullMarked;
