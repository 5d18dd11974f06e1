/// Commands that show and check single numbers: `explain` and `gradcheck`.
@NullMarked
package dev.soma.cli.lecture;

import org.jspecify.annotations.NullMarked;
