package dev.trainyard.train;

/** Asked after every optimizer step whether the run should end early; thread-safe implementations only. */
@FunctionalInterface
public interface StopSignal {
    /** A signal that never comes. */
    StopSignal NEVER = () -> false;

    /** Whether to write a checkpoint and end. */
    boolean requested();
}
