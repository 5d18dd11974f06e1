/// What users write and bring: names with numbers behind them, functions of their own, and the
/// ranges of the numbers that layers are made of.
@NullMarked
package dev.soma.nn.check;

import org.jspecify.annotations.NullMarked;
