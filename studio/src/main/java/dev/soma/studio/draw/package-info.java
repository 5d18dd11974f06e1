/// What pictures are made of: planes, contours, shades, and the passes over many points.
@NullMarked
package dev.soma.studio.draw;

import org.jspecify.annotations.NullMarked;
