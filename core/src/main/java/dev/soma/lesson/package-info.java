/// Lessons: one idea of the lecture each, shown by numbers that the engine measures.
@NullMarked
package dev.soma.lesson;

import org.jspecify.annotations.NullMarked;
