/**
 * Identifiers as one-field records, so that a job id is never passed where a version id is meant.
 *
 * <p>May import: JDK, Jackson, other packages of contracts.
 */
@NullMarked
package dev.trainyard.contracts.id;

import org.jspecify.annotations.NullMarked;
