/** Tests. */
@NullMarked
package dev.trainyard.trainer.translate;

import org.jspecify.annotations.NullMarked;
