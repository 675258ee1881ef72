package dev.trainyard.deploy.server;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A model whose words and pace a test decides: one permit lets one piece out. Each word of a prompt is a token. */
final class ScriptedModel implements LanguageModel {
    final Semaphore permits = new Semaphore(0);
    final CountDownLatch begun = new CountDownLatch(1);
    final AtomicInteger generations = new AtomicInteger();
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger mostRunning = new AtomicInteger();
    volatile Finish lastFinish = Finish.STOP;
    private final List<String> pieces;

    ScriptedModel(String... pieces) {
        this.pieces = List.of(pieces);
    }

    /** Lets everything out at once. */
    ScriptedModel unhurried() {
        permits.release(1_000_000);
        return this;
    }

    @Override
    public int contextLength() {
        return 32;
    }

    @Override
    public int vocabularySize() {
        return 100;
    }

    @Override
    public int[] textPrompt(String text) {
        return new int[text.isBlank() ? 0 : text.split(" ").length];
    }

    @Override
    public int[] chatPrompt(List<Turn> turns) {
        return turns.stream()
                .flatMapToInt(turn -> java.util.Arrays.stream(textPrompt(turn.content())))
                .toArray();
    }

    @Override
    public Answer generate(Sampling sampling, PieceListener listener) {
        generations.incrementAndGet();
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        begun.countDown();
        try {
            lastFinish = run(sampling, listener);
            return new Answer(Math.min(pieces.size(), sampling.maxTokens()), lastFinish);
        } finally {
            running.decrementAndGet();
        }
    }

    private Finish run(Sampling sampling, PieceListener listener) {
        for (int i = 0; i < pieces.size(); i++) {
            if (i == sampling.maxTokens()) {
                return Finish.LENGTH;
            }
            if (pieces.get(i).equals("crash")) {
                throw new IllegalStateException("scripted crash");
            }
            try {
                // A test that forgets a permit ends rather than hangs.
                permits.tryAcquire(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return Finish.CANCELLED;
            }
            if (!listener.onText(pieces.get(i))) {
                return Finish.CANCELLED;
            }
        }
        return Finish.STOP;
    }
}
