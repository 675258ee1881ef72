/** Tests with real servers. */
@NullMarked
package dev.trainyard.devstack;

import org.jspecify.annotations.NullMarked;
