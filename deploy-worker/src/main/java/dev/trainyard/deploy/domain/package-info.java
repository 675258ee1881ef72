/**
 * What a deployment is, when a version is deployed, and how often a dead server is started again.
 *
 * <p>May import: JDK, contracts.
 */
@NullMarked
package dev.trainyard.deploy.domain;

import org.jspecify.annotations.NullMarked;
