/**
 * Models, their versions and how they are referred to.
 *
 * <p>May import: JDK, contracts.
 */
@NullMarked
package dev.trainyard.registry.domain;

import org.jspecify.annotations.NullMarked;
