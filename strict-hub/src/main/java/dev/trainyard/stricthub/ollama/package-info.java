/**
 * A small Ollama for tests: it answers as version 0.32.15 did when it was recorded, keeps files and names as that does,
 * and refuses what no client should ask. It generates nothing.
 *
 * <p>May import: JDK with its HTTP server, Jackson.
 */
@NullMarked
package dev.trainyard.stricthub.ollama;

import org.jspecify.annotations.NullMarked;
