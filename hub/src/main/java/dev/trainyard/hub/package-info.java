/**
 * Fetches models and adapters from the Hugging Face Hub and ModelScope into the caches that their Python clients use,
 * resumed where a download broke off, and checked. Start at {@link dev.trainyard.hub.ModelHubs}.
 *
 * <p>May import: the JDK, Jackson, slf4j, contracts.
 */
@NullMarked
package dev.trainyard.hub;

import org.jspecify.annotations.NullMarked;
