/**
 * Whether an export answers as its source: both are asked the same rows, and what differs is measured against limits.
 *
 * <p>May import: JDK, and of train-core {@code data}, {@code failure}, {@code model}, {@code nn}, {@code tensor}, {@code
 * tokenizer}.
 */
@NullMarked
package dev.trainyard.export.parity;

import org.jspecify.annotations.NullMarked;
