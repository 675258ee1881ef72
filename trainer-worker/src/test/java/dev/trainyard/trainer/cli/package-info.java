/** Tests. */
@NullMarked
package dev.trainyard.trainer.cli;

import org.jspecify.annotations.NullMarked;
