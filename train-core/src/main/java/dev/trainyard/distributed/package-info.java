/**
 * Several processes that train one model together: how they meet, watch each other and add up their gradients while the
 * backward pass still runs. Nothing here knows a model, a batch or a file.
 *
 * <p>May import: JDK, slf4j, {@code optim}, {@code tensor}, {@code failure}.
 */
@NullMarked
package dev.trainyard.distributed;

import org.jspecify.annotations.NullMarked;
