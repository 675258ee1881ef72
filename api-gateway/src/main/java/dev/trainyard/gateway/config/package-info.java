/**
 * The settings of the service, and objects made from them.
 *
 * <p>May import: JDK, artifacts, SmallRye Config.
 */
@NullMarked
package dev.trainyard.gateway.config;

import org.jspecify.annotations.NullMarked;
