/** Tests. */
@NullMarked
package dev.trainyard.trainer.app;

import org.jspecify.annotations.NullMarked;
