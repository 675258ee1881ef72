/**
 * Use cases: submit, start, cancel and follow jobs, and take in what other services report.
 *
 * <p>May import: domain, config, contracts, messaging module, artifacts, CDI, transactions, Micrometer.
 */
@NullMarked
package dev.trainyard.gateway.app;

import org.jspecify.annotations.NullMarked;
