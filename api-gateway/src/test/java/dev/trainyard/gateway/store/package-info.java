/** Tests of the package of the same name. */
@NullMarked
package dev.trainyard.gateway.store;

import org.jspecify.annotations.NullMarked;
