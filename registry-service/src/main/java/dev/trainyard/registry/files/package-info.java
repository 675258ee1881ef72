/**
 * Reads and checks the headers of model files that come from elsewhere, and copies them into the store.
 *
 * <p>May import: JDK, domain, contracts, artifacts, Jackson. Never opens a pickle: unpickling runs code.
 */
@NullMarked
package dev.trainyard.registry.files;

import org.jspecify.annotations.NullMarked;
