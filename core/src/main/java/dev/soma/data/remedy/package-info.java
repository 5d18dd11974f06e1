/// What tables lack or hold that cannot be used, and what helps against that.
@NullMarked
package dev.soma.data.remedy;

import org.jspecify.annotations.NullMarked;
