/**
 * What a job is and how events change it: records, the sealed state and the one transition function.
 *
 * <p>May import: JDK, contracts.
 */
@NullMarked
package dev.trainyard.gateway.domain;

import org.jspecify.annotations.NullMarked;
