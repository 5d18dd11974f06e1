/// What a person sees: text, numbers, errors, and the streams they go to.
@NullMarked
package dev.soma.cli.screen;

import org.jspecify.annotations.NullMarked;
