package dev.trainyard.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends a child with its parent, however the parent died: a supervisor that was killed cannot end its children itself.
 */
public final class ParentWatch {
    static final String PARENT_PID = "TRAINYARD_PARENT_PID";

    /** Exit code of a child that lost its parent. */
    static final int ORPHANED = 113;

    private static final long CHECK_MILLIS = 500;

    private final long parent;
    private final boolean directChild;

    private ParentWatch(long parent) {
        this.parent = parent;
        this.directChild = parentNow() == parent;
    }

    /**
     * Halts this JVM within a second of the end of the process that started it through {@link ChildProcess}; does
     * nothing in a process that was started otherwise.
     */
    public static void exitWithParent() {
        String pid = System.getenv(PARENT_PID);
        if (pid != null) {
            ParentWatch watch = new ParentWatch(Long.parseLong(pid));
            // Not a virtual thread: native code of the child may hold every carrier.
            Thread.ofPlatform().daemon().name("parent-watch").start(watch::haltAfterParent);
        }
    }

    private void haltAfterParent() {
        @Nullable ProcessHandle handle = ProcessHandle.of(parent).orElse(null);
        while (handle != null && runs(handle)) {
            try {
                Thread.sleep(CHECK_MILLIS);
            } catch (InterruptedException e) {
                break;
            }
        }
        Runtime.getRuntime().halt(ORPHANED);
    }

    /** A dead parent that nobody reaps still counts as alive to Java, but no longer as anyone's parent. */
    private boolean runs(ProcessHandle handle) {
        return directChild ? parentNow() == parent : handle.isAlive() && !isZombie(parent);
    }

    private static long parentNow() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(-1L);
    }

    private static boolean isZombie(long pid) {
        return state(pid).filter(state -> state == 'Z').isPresent();
    }

    private static Optional<Character> state(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return Optional.of(stat.charAt(stat.lastIndexOf(')') + 2));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
