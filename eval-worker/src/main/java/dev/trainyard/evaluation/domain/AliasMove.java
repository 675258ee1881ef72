package dev.trainyard.evaluation.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What became of an alias that an evaluation was to move, as the registry tells it.
 *
 * @param moved whether it was moved; empty where the registry has not heard of the evaluation yet
 * @param at when the registry decided so
 * @param before number of the version that it stood for; empty where there was none
 * @param now number of the version that it stands for today; empty where there is none any more
 */
public record AliasMove(
        Optional<Boolean> moved, Optional<Instant> at, Optional<Integer> before, Optional<Integer> now) {}
