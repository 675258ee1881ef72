/** Tests. */
@NullMarked
package dev.trainyard.trainer.child;

import org.jspecify.annotations.NullMarked;
