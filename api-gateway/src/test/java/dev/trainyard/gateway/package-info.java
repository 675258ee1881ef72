/** Tests of the package of the same name. */
@NullMarked
package dev.trainyard.gateway;

import org.jspecify.annotations.NullMarked;
