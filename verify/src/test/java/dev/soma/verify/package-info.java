/// Rules of the whole project and runs of the real launcher; never published.
@NullMarked
package dev.soma.verify;

import org.jspecify.annotations.NullMarked;
