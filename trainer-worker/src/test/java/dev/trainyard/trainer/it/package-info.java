/** Tests. */
@NullMarked
package dev.trainyard.trainer.it;

import org.jspecify.annotations.NullMarked;
