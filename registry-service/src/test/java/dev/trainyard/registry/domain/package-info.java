/** Tests of the domain. */
@NullMarked
package dev.trainyard.registry.domain;

import org.jspecify.annotations.NullMarked;
