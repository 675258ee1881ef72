/**
 * Topics and the codec that turns events into CloudEvents records and back.
 *
 * <p>May import: JDK, Jackson, other packages of contracts.
 */
@NullMarked
package dev.trainyard.contracts.wire;

import org.jspecify.annotations.NullMarked;
