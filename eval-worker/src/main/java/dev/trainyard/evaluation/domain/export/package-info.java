/**
 * What an export is, where it stands, and what it needs of others.
 *
 * <p>May import: JDK, contracts, domain.
 */
@NullMarked
package dev.trainyard.evaluation.domain.export;

import org.jspecify.annotations.NullMarked;
