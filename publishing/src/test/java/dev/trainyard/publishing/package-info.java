/** What the tests of all destinations share. */
@NullMarked
package dev.trainyard.publishing;

import org.jspecify.annotations.NullMarked;
