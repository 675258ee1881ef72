/** Tests of the package of the same name. */
@NullMarked
package dev.trainyard.contracts.id;

import org.jspecify.annotations.NullMarked;
