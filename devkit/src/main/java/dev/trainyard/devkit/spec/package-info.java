/**
 * Job specs in files on the user's machine.
 *
 * <p>May import: contracts, JDK.
 */
@NullMarked
package dev.trainyard.devkit.spec;

import org.jspecify.annotations.NullMarked;
