/**
 * Scoring as a child JVM: started, followed, ended.
 *
 * <p>May import: JDK, Jackson, contracts, artifacts, supervisor, domain, config; of train-core only the options its child JVMs need.
 */
@NullMarked
package dev.trainyard.evaluation.process;

import org.jspecify.annotations.NullMarked;
