package dev.trainyard.nn;

import org.jspecify.annotations.Nullable;

/**
 * What the tokens of a pass may attend to.
 *
 * @param sequences which tokens belong together
 * @param cache of the present layer, where the tokens follow others; the sequences then have one length
 */
public record AttentionContext(Sequences sequences, KvCache.@Nullable Layer cache) {}
