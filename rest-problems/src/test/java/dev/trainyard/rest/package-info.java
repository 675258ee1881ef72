/** Tests over HTTP. */
@NullMarked
package dev.trainyard.rest;

import org.jspecify.annotations.NullMarked;
