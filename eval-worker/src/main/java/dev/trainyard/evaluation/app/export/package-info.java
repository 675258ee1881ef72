/**
 * Takes exports in, runs them one at a time, and tells what became of them.
 *
 * <p>May import: JDK, contracts, artifacts, messaging, domain, config, Jakarta CDI and Transactions, Quarkus, slf4j.
 */
@NullMarked
package dev.trainyard.evaluation.app.export;

import org.jspecify.annotations.NullMarked;
