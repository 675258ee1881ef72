/**
 * Model servers as child JVMs: started, checked, stopped.
 *
 * <p>May import: JDK, Jackson, contracts, artifacts, supervisor, domain, config; of train-core only the options that
 * its child JVMs need, and of the server only the name of its main class.
 */
@NullMarked
package dev.trainyard.deploy.process;

import org.jspecify.annotations.NullMarked;
