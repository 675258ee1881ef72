/**
 * What a worker knows about a job's run, and the rules for taking, retrying and ending it.
 *
 * <p>May import: JDK, contracts.
 */
@NullMarked
package dev.trainyard.trainer.domain;

import org.jspecify.annotations.NullMarked;
