package dev.trainyard.train.main;

import java.util.Optional;

/** Ends this process with the one that started it, which cannot do so itself once it was killed. */
final class ParentWatch {
    /** Environment variable with the process id of the parent; absent when started by hand. */
    static final String PARENT_PID = "TRAINYARD_PARENT_PID";

    private static final int ORPHANED = 113;
    private static final long CHECK_MILLIS = 500;

    private ParentWatch() {}

    /** Halts this JVM once the process named in the environment is gone; does nothing where none is named. */
    static void exitWithParent() {
        Optional.ofNullable(System.getenv(PARENT_PID))
                .map(Long::parseLong)
                .ifPresent(
                        pid -> Thread.ofPlatform().daemon().name("parent-watch").start(() -> haltAfter(pid)));
    }

    private static void haltAfter(long parent) {
        // A dead parent that nobody reaps still counts as alive, but no longer as anyone's parent.
        boolean isDirect = parentNow() == parent;
        while (isDirect ? parentNow() == parent : ProcessHandle.of(parent).isPresent()) {
            try {
                Thread.sleep(CHECK_MILLIS);
            } catch (InterruptedException e) {
                break;
            }
        }
        Runtime.getRuntime().halt(ORPHANED);
    }

    private static long parentNow() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(-1L);
    }
}
