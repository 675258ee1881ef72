package dev.trainyard.hub;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs tasks side by side; where one fails, the others end. */
final class ParallelTasks {
    private static final int WIDTH = 4;

    private ParallelTasks() {}

    /** What one thread does; it ends soon after it was interrupted. */
    interface Task {
        void run() throws IOException;
    }

    static void run(List<Task> tasks) throws IOException {
        if (tasks.isEmpty()) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(WIDTH, tasks.size()),
                task -> Thread.ofPlatform().daemon().name("hub-", 0).unstarted(task));
        try {
            CompletionService<Boolean> running = new ExecutorCompletionService<>(threads);
            List<Future<Boolean>> futures = new ArrayList<>();
            for (Task task : tasks) {
                futures.add(running.submit(() -> {
                    task.run();
                    return true;
                }));
            }
            for (int ended = 0; ended < futures.size(); ended++) {
                running.take().get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FetchCancelledException();
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } finally {
            threads.shutdownNow();
            // Whoever comes next must find the locks free.
            threads.close();
        }
    }

    private static IOException unwrapped(ExecutionException failure) {
        return switch (failure.getCause()) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> throw new IllegalStateException(failure);
        };
    }
}
