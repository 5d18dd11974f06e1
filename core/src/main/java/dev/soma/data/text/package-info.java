/// Text to numbers, dates, missing values and nearest names.
@NullMarked
package dev.soma.data.text;

import org.jspecify.annotations.NullMarked;
