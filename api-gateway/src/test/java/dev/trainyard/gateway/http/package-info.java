/** Tests of the package of the same name. */
@NullMarked
package dev.trainyard.gateway.http;

import org.jspecify.annotations.NullMarked;
