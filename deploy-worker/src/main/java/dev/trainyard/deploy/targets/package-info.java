/**
 * Targets outside of this service: the library {@code publishing} as {@link dev.trainyard.deploy.domain.Publisher}s.
 *
 * <p>May import: JDK, domain, config, contracts, artifacts, publishing, hub, supervisor, Kubernetes client's settings,
 * Jackson, SLF4J, Jakarta CDI.
 */
@NullMarked
package dev.trainyard.deploy.targets;

import org.jspecify.annotations.NullMarked;
