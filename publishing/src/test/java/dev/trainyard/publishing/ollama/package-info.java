/** Tests against a strict server in each build, and against a real Ollama where there is one. */
@NullMarked
package dev.trainyard.publishing.ollama;

import org.jspecify.annotations.NullMarked;
