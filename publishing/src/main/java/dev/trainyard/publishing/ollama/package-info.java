/**
 * Publishing to an Ollama server, from its version 0.30 on.
 *
 * <p>May import: JDK, Jackson, SLF4J, contracts, hub, model-files, publishing, publishing.http.
 */
@NullMarked
package dev.trainyard.publishing.ollama;

import org.jspecify.annotations.NullMarked;
