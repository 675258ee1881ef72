/** Tests of the package of the same name. */
@NullMarked
package dev.trainyard.contracts.wire;

import org.jspecify.annotations.NullMarked;
