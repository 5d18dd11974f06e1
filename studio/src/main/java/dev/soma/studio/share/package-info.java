/// What the page may cost while a network is trained, and whose turn it is.
@NullMarked
package dev.soma.studio.share;

import org.jspecify.annotations.NullMarked;
