/** Tests of the package. */
@NullMarked
package dev.trainyard.registry.files;

import org.jspecify.annotations.NullMarked;
