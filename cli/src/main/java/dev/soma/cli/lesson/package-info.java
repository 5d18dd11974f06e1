/// `soma lesson`: lessons and the approximation lab, in a terminal.
@NullMarked
package dev.soma.cli.lesson;

import org.jspecify.annotations.NullMarked;
