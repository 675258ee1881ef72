/** Tests with real child processes. */
@NullMarked
package dev.trainyard.supervisor;

import org.jspecify.annotations.NullMarked;
