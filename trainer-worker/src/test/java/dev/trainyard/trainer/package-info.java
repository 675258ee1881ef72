/** Boundaries of the service, checked. */
@NullMarked
package dev.trainyard.trainer;

import org.jspecify.annotations.NullMarked;
