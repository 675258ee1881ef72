/** Tests, attacks included. */
@NullMarked
package dev.trainyard.artifacts.signature;

import org.jspecify.annotations.NullMarked;
