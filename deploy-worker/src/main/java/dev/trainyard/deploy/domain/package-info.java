/**
 * What a deployment is, when a version is deployed, takes over or is rolled back, who answers which requests, and the
 * ports to servers, front door, registry and other targets.
 *
 * <p>May import: JDK, contracts.
 */
@NullMarked
package dev.trainyard.deploy.domain;

import org.jspecify.annotations.NullMarked;
