/**
 * Where artifacts lie, and what they must hash to: jobs, models and reports are files, and events carry references.
 *
 * <p>May import: JDK, slf4j, contracts.
 */
@NullMarked
package dev.trainyard.artifacts;

import org.jspecify.annotations.NullMarked;
