/// What a person sees: text, numbers, errors, and the streams they go to; and Ctrl-C.
@NullMarked
package dev.soma.cli.screen;

import org.jspecify.annotations.NullMarked;
