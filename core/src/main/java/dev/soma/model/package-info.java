/// The trained thing: what it predicts, where it comes from, and its file.
@NullMarked
package dev.soma.model;

import org.jspecify.annotations.NullMarked;
