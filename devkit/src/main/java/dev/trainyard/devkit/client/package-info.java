/**
 * The gateway's REST interface and the OpenAI interface of deployed models, as a client sees them.
 *
 * <p>May import: {@code contracts}, Jackson, JDK.
 */
@NullMarked
package dev.trainyard.devkit.client;

import org.jspecify.annotations.NullMarked;
