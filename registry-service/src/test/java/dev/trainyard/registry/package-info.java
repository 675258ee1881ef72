/** Tests of the registry. */
@NullMarked
package dev.trainyard.registry;

import org.jspecify.annotations.NullMarked;
