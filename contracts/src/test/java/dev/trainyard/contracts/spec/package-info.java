/** Tests of the package of the same name. */
@NullMarked
package dev.trainyard.contracts.spec;

import org.jspecify.annotations.NullMarked;
