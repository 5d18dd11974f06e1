/// What the page asks for, answered one picture at a time.
@NullMarked
package dev.soma.studio.answer;

import org.jspecify.annotations.NullMarked;
