/// Where a piecewise linear network is linear: its linear regions on a plane.
@NullMarked
package dev.soma.studio.region;

import org.jspecify.annotations.NullMarked;
