/**
 * Publishing to the Hugging Face Hub, or a hub that speaks its protocol.
 *
 * <p>May import: JDK, Jackson, SLF4J, contracts, hub, publishing, publishing.http.
 */
@NullMarked
package dev.trainyard.publishing.huggingface;

import org.jspecify.annotations.NullMarked;
