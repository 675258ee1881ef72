/** Tests of the hub itself. */
@NullMarked
package dev.trainyard.stricthub;

import org.jspecify.annotations.NullMarked;
