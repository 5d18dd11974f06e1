/// Formulas that are typed: parsed, evaluated, bounded over intervals.
@NullMarked
package dev.soma.lesson.formula;

import org.jspecify.annotations.NullMarked;
