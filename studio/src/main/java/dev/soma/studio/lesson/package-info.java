/// Lessons and the approximation lab on the page: what is run, what was found, what can be tried.
@NullMarked
package dev.soma.studio.lesson;

import org.jspecify.annotations.NullMarked;
