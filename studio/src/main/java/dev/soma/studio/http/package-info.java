/// The server of the page: loopback only, a fixed list of files, nothing from elsewhere.
@NullMarked
package dev.soma.studio.http;

import org.jspecify.annotations.NullMarked;
