package dev.trainyard.devkit.stack;

import dev.trainyard.devkit.stack.StackState.Phase;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The supervisor process of {@code ./trainyard up}: keeps a stack running until it is asked to stop. */
public final class BackgroundStack {
    private static final long STOP_CHECK_MILLIS = 200;

    private final StackSettings settings;
    private volatile Phase phase = Phase.STARTING;

    public BackgroundStack(StackSettings settings) {
        this.settings = settings;
    }

    /**
     * Runs until a stop is requested or the process is told to end. Errors: {@link StackException} where the stack does
     * not start; the state then says why.
     */
    public void run() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(settings.data().resolve("run"));
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = locked(channel)) {
            StackState.clearStopRequest(settings.data());
            supervise();
        }
    }

    private FileLock locked(FileChannel channel) throws IOException {
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
            throw new StackException("another stack uses " + settings.data() + " already: ./trainyard down --data "
                    + settings.data() + " stops it");
        }
        return lock;
    }

    private void supervise() throws InterruptedException {
        DevelopmentStack stack = new DevelopmentStack(settings, components -> write("", "", components));
        Thread hook = new Thread(() -> end(stack), "stack-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            stack.start();
            phase = Phase.READY;
            write("", stack.gateway().toString(), stack.components());
            while (!StackState.stopRequested(settings.data())) {
                Thread.sleep(STOP_CHECK_MILLIS);
                stack.repair();
            }
        } catch (RuntimeException e) {
            phase = Phase.FAILED;
            stack.close();
            write(String.valueOf(e.getMessage()), "", stack.components());
            throw e;
        }
        end(stack);
    }

    private synchronized void end(DevelopmentStack stack) {
        if (phase == Phase.FAILED || phase == Phase.STOPPED) {
            return;
        }
        phase = Phase.STOPPING;
        stack.close();
        phase = Phase.STOPPED;
        write("", "", List.of());
    }

    private void write(String message, String gateway, List<Component> components) {
        StackState.now(phase, message, gateway, components).write(settings.data());
    }
}
