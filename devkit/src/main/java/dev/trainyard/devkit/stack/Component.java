package dev.trainyard.devkit.stack;

/**
 * A part of the stack as others see it.
 *
 * @param pid 0 where it has no process
 * @param port where it listens on 127.0.0.1
 * @param restarts how often it was started again after a crash
 * @param log what it wrote
 */
public record Component(String name, long pid, int port, Status status, int restarts, String log) {
    /** How it is. */
    public enum Status {
        STARTING,
        READY,
        RESTARTING,
        STOPPED
    }
}
