/**
 * A hub on this machine, for tests: it answers as the Hugging Face Hub and ModelScope do, refuses every request that
 * theirs would not expect, keeps what it refused, and fails on demand. Start at {@link
 * dev.trainyard.stricthub.StrictHub}.
 *
 * <p>May import: the JDK, Jackson.
 */
@NullMarked
package dev.trainyard.stricthub;

import org.jspecify.annotations.NullMarked;
