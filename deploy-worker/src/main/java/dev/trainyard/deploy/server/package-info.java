/**
 * The local model server: one model behind the OpenAI-compatible API, in a JVM of its own.
 *
 * <p>May import: JDK, Jackson, Vert.x, train-core, supervisor. Nothing of the service; the service starts it as a
 * process and talks HTTP to it.
 */
@NullMarked
package dev.trainyard.deploy.server;

import org.jspecify.annotations.NullMarked;
