/**
 * The BERT family: attention in both directions, learned positions and segments, norms after each part.
 *
 * <p>May import: JDK, Jackson, {@code failure}, {@code model}, {@code nn}, {@code tensor}; no other family.
 */
@NullMarked
package dev.trainyard.model.bert;

import org.jspecify.annotations.NullMarked;
