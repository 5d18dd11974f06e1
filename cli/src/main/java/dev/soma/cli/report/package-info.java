/// The blocks of the story: data, network, baselines, tests.
@NullMarked
package dev.soma.cli.report;

import org.jspecify.annotations.NullMarked;
