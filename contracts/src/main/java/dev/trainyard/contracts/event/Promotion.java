package dev.trainyard.contracts.event;

import java.util.Optional;

/**
 * Whether an alias moves to a version that was scored.
 *
 * @param alias such as {@code champion}
 * @param promoted whether the registry moves it
 * @param expected number of the version the alias must still stand for, 0 = none yet; empty = whatever it stands for
 * @param message why it moves or not
 */
public record Promotion(String alias, boolean promoted, Optional<Integer> expected, String message) {}
