/** Tests of the package of the same name. */
@NullMarked
package dev.trainyard.contracts;

import org.jspecify.annotations.NullMarked;
