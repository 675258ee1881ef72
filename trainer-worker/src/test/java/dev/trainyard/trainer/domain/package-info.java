/** Tests. */
@NullMarked
package dev.trainyard.trainer.domain;

import org.jspecify.annotations.NullMarked;
