/** Tests of the package of the same name. */
@NullMarked
package dev.trainyard.gateway.domain;

import org.jspecify.annotations.NullMarked;
