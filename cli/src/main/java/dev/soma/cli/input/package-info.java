/// Where rows come from: files, standard input, image folders, databases.
@NullMarked
package dev.soma.cli.input;

import org.jspecify.annotations.NullMarked;
