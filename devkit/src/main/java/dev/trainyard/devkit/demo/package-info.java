/**
 * The demonstration: two files become a served, fine-tuned model on a stack of its own.
 *
 * <p>May import: {@code devkit.client}, {@code devkit.progress}, {@code devkit.spec}, {@code devkit.stack},
 * {@code devkit.terminal}, contracts, JDK.
 */
@NullMarked
package dev.trainyard.devkit.demo;

import org.jspecify.annotations.NullMarked;
