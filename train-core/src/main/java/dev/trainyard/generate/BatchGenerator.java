package dev.trainyard.generate;

import dev.trainyard.tensor.NoGrad;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Generates several texts side by side on a thread of its own: each step takes every text a token further, or a part
 * of its prompt, so that a long one does not hold the others up. Texts come and go between steps. A text comes out
 * the same, alone or in company.
 *
 * <p>Texts begin in the order they were asked for, as soon as a place and memory for their keys and values are free.
 * Thread-safe. Memory: borrows the model; to be closed before it.
 */
public final class BatchGenerator implements AutoCloseable {
    private final Prompts prompts;
    private final BatchLimits limits;
    private final long bytesPerToken;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Asked> waiting = new ArrayDeque<>();
    private final List<Running> running = new ArrayList<>();
    private final Thread thread;
    private Load load = new Load(0, 0, 0, 0, 0);
    private boolean closing;

    BatchGenerator(Prompts prompts, BatchLimits limits) {
        this.limits = limits;
        this.bytesPerToken = bytesPerToken(prompts);
        int affordable = (int) Math.min(prompts.context(), limits.cacheBytes() / bytesPerToken);
        this.prompts = new Prompts(prompts.model(), prompts.tokenizer(), prompts.stopIds(), affordable);
        this.thread = Thread.ofPlatform().daemon().name("generation").start(this::run);
    }

    private static long bytesPerToken(Prompts prompts) {
        try (var one = prompts.model().newCache(1, 1)) {
            return Math.max(1, one.bytesPerToken());
        }
    }

    /**
     * How much there is to do.
     *
     * @param running texts that are being generated
     * @param waiting texts that wait for a place or for memory
     * @param cacheBytes memory of the running texts' keys and values
     * @param steps taken so far in which each text got a token
     * @param tokens given out in them: divided by the steps, the mean size of the batch
     */
    public record Load(int running, int waiting, long cacheBytes, long steps, long tokens) {
        /** The same, with steps and tokens after {@code before} alone. */
        public Load since(Load before) {
            return new Load(running, waiting, cacheBytes, steps - before.steps, tokens - before.tokens);
        }
    }

    private record Asked(Continuation.Request request, CompletableFuture<Generation> result) {}

    private record Running(Continuation text, Asked asked, long bytes) {}

    /** Tokens that a prompt and its answer may have together: the model's context, or less if its cache is too large. */
    public int contextTokens() {
        return prompts.context();
    }

    /** How much there is to do now. */
    public Load load() {
        lock.lock();
        try {
            return load;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Continues a prompt. The result comes on the generating thread, as the pieces do: take them quickly.
     *
     * @return the text; failed if it could not be generated, cancelled by this generator's end
     * @throws dev.trainyard.failure.TrainingFailure INVALID_DATA if the prompt is empty or leaves no room in the context
     */
    public CompletableFuture<Generation> submit(int[] promptIds, SamplingConfig config, GenerationListener listener) {
        var asked = new Asked(prompts.request(promptIds, config, listener), new CompletableFuture<>());
        lock.lock();
        try {
            if (closing) {
                asked.result.cancel(false);
            } else {
                waiting.add(asked);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        return asked.result;
    }

    private void run() {
        try (NoGrad guard = NoGrad.open();
                Steps steps = new Steps(prompts.model(), limits.texts(), limits.promptPart())) {
            while (admit()) {
                step(steps);
            }
        } finally {
            refuseMore();
            running.forEach(one -> {
                one.text.close();
                one.asked.result.cancel(false);
            });
        }
    }

    /** Lets texts in as far as there is room, waiting if there is nothing else to do; false at the end. */
    private boolean admit() {
        lock.lock();
        try {
            while (!closing && running.isEmpty() && waiting.isEmpty()) {
                note(0);
                changed.awaitUninterruptibly();
            }
            dropEnded();
            while (!closing && !waiting.isEmpty() && fits(waiting.element())) {
                begin(waiting.remove());
            }
            note(0);
            return !closing;
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(Asked asked) {
        return !asked.request.listener().wanted()
                || (running.size() < limits.texts() && usedBytes() + bytes(asked) <= limits.cacheBytes());
    }

    private long bytes(Asked asked) {
        return asked.request.tokens() * bytesPerToken;
    }

    private long usedBytes() {
        return running.stream().mapToLong(Running::bytes).sum();
    }

    private void begin(Asked asked) {
        if (!asked.request.listener().wanted()) {
            int prompt = asked.request.promptIds().length;
            asked.result.complete(new Generation("", List.of(), prompt, Generation.FinishReason.CANCELLED));
            return;
        }
        try {
            running.add(new Running(prompts.begin(asked.request), asked, bytes(asked)));
        } catch (RuntimeException | OutOfMemoryError e) {
            asked.result.completeExceptionally(e);
        }
    }

    private void note(int tokens) {
        load = new Load(
                running.size(), waiting.size(), usedBytes(), load.steps + (tokens > 0 ? 1 : 0), load.tokens + tokens);
    }

    private void step(Steps steps) {
        Map<Continuation, Running> going = new LinkedHashMap<>();
        running.stream().filter(one -> !one.text.ended()).forEach(one -> going.put(one.text, one));
        int tokens = 0;
        for (List<Continuation> group : steps.groups(List.copyOf(going.keySet()))) {
            List<Running> together = group.stream().map(going::get).toList();
            List<Steps.Scored> scored = new ArrayList<>();
            guarded(together, () -> scored.addAll(steps.next(group)));
            for (Steps.Scored one : scored) {
                guarded(List.of(going.get(one.text())), () -> one.text().take(one.logits()));
                tokens += one.text().inPrompt() ? 0 : 1;
            }
        }
        counted(tokens);
    }

    private void counted(int tokens) {
        lock.lock();
        try {
            note(tokens);
        } finally {
            lock.unlock();
        }
    }

    /** A failure is that of the texts of the step; the others go on. */
    private static void guarded(List<Running> concerned, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            concerned.forEach(one -> {
                one.asked.result.completeExceptionally(e);
                one.text.cancel();
            });
        }
    }

    private void dropEnded() {
        running.removeIf(one -> {
            if (!one.text.ended()) {
                return false;
            }
            finish(one);
            return true;
        });
    }

    private static void finish(Running one) {
        try (Continuation text = one.text) {
            if (!one.asked.result.isDone()) {
                one.asked.result.complete(text.finish());
            }
        } catch (RuntimeException e) {
            one.asked.result.completeExceptionally(e);
        }
    }

    private void refuseMore() {
        lock.lock();
        try {
            closing = true;
            waiting.forEach(asked -> asked.result.cancel(false));
            waiting.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Ends after the present step; texts that are not done are cancelled. */
    @Override
    public void close() {
        refuseMore();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
