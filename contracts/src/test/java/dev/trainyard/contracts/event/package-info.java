/** Tests of the package of the same name. */
@NullMarked
package dev.trainyard.contracts.event;

import org.jspecify.annotations.NullMarked;
