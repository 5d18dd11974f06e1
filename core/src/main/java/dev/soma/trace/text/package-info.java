/// Traces as a person reads them, in the lecture's notation: text, Markdown and JSON.
@NullMarked
package dev.soma.trace.text;

import org.jspecify.annotations.NullMarked;
