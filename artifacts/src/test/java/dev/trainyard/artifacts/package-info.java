/** Tests, attacks included. */
@NullMarked
package dev.trainyard.artifacts;

import org.jspecify.annotations.NullMarked;
