/**
 * The one address of all served models: a reverse proxy that chooses the version, passes streams through as they come
 * and counts what each version answers.
 *
 * <p>May import: JDK, contracts, domain, config, Vert.x, Jackson, Micrometer, Jakarta CDI.
 */
@NullMarked
package dev.trainyard.deploy.frontdoor;

import org.jspecify.annotations.NullMarked;
