/**
 * The job spec: one immutable record tree, read strictly from YAML or JSON with every problem reported at once.
 *
 * <p>May import: JDK, Jackson, other packages of contracts.
 */
@NullMarked
package dev.trainyard.contracts.spec;

import org.jspecify.annotations.NullMarked;
