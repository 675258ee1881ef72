/**
 * What the service does: takes evaluations in, runs them one after another, writes their reports.
 *
 * <p>May import: JDK, Jackson, contracts, messaging, artifacts, domain, config, statistics, plot, Jakarta CDI and transactions.
 */
@NullMarked
package dev.trainyard.evaluation.app;

import org.jspecify.annotations.NullMarked;
