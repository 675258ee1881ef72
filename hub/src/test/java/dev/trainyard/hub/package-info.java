/** Tests, against a strict hub on this machine. */
@NullMarked
package dev.trainyard.hub;

import org.jspecify.annotations.NullMarked;
