/// A training that can be held, stepped and looked at.
@NullMarked
package dev.soma.studio.run;

import org.jspecify.annotations.NullMarked;
