/**
 * Adapters: few trainable weights beside a frozen model, added from outside.
 *
 * <p>May import: JDK, {@code failure}, {@code nn}, {@code tensor}. Knows no family and no file format.
 */
@NullMarked
package dev.trainyard.adapter;

import org.jspecify.annotations.NullMarked;
