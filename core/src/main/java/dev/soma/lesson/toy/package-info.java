/// Small sets of rows that are made, not read: for lessons and pictures.
@NullMarked
package dev.soma.lesson.toy;

import org.jspecify.annotations.NullMarked;
