package dev.trainyard.devkit.stack;

/** Threads for what is started beside each other; not the common pool, which has one thread on two cores. */
final class StackThreads {
    private StackThreads() {}

    static void start(Runnable task) {
        Thread.ofPlatform().daemon().name("stack-start").start(task);
    }
}
