/**
 * Registers what was trained, in one transaction with the event that says so.
 *
 * <p>May import: JDK, domain, contracts, artifacts, messaging module, CDI, Micrometer, slf4j.
 */
@NullMarked
package dev.trainyard.registry.app;

import org.jspecify.annotations.NullMarked;
