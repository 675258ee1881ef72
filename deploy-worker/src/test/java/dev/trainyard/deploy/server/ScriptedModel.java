package dev.trainyard.deploy.server;

import dev.trainyard.generate.BatchGenerator;
import dev.trainyard.generate.Generation;
import dev.trainyard.generate.Generation.FinishReason;
import dev.trainyard.generate.GenerationListener;
import dev.trainyard.generate.SamplingConfig;
import dev.trainyard.generate.TokenScores;
import java.util.ArrayList;
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
    final List<SamplingConfig> configs = new ArrayList<>();
    volatile FinishReason lastFinish = FinishReason.STOP;
    private final int concurrency;
    private final List<String> pieces;

    /** Answers one request after the other. */
    ScriptedModel(String... pieces) {
        this(1, pieces);
    }

    ScriptedModel(int concurrency, String... pieces) {
        this.concurrency = concurrency;
        this.pieces = List.of(pieces);
    }

    /** Lets everything out at once. */
    ScriptedModel unhurried() {
        permits.release(1_000_000);
        return this;
    }

    @Override
    public int concurrency() {
        return concurrency;
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
    public String text(int... ids) {
        return "prompt of " + ids.length;
    }

    @Override
    public String tokenText(int id) {
        return pieces.get(id);
    }

    @Override
    public BatchGenerator.Load load() {
        return new BatchGenerator.Load(running.get(), 0, 0, 0, 0);
    }

    @Override
    public Generation generate(int[] promptIds, SamplingConfig config, GenerationListener listener) {
        synchronized (configs) {
            configs.add(config);
        }
        generations.incrementAndGet();
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        begun.countDown();
        try {
            List<Integer> ids = new ArrayList<>();
            lastFinish = run(config, listener, ids);
            String text = String.join("", ids.stream().map(pieces::get).toList());
            return new Generation(text, ids, promptIds.length, lastFinish);
        } finally {
            running.decrementAndGet();
        }
    }

    private FinishReason run(SamplingConfig config, GenerationListener listener, List<Integer> ids) {
        for (int i = 0; i < pieces.size(); i++) {
            if (i == config.maxNewTokens()) {
                return FinishReason.LENGTH;
            }
            if (pieces.get(i).equals("crash")) {
                throw new IllegalStateException("scripted crash");
            }
            try {
                // A test that forgets a permit ends rather than hangs.
                permits.tryAcquire(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return FinishReason.CANCELLED;
            }
            ids.add(i);
            if (config.scores().isPresent()) {
                var score = new TokenScores.Score(i, -0.5);
                listener.onToken(new TokenScores(
                        score,
                        pieces.get(i),
                        List.of(score).subList(0, Math.min(1, config.scores().getAsInt()))));
            }
            if (!listener.onText(pieces.get(i))) {
                return FinishReason.CANCELLED;
            }
        }
        return FinishReason.STOP;
    }
}
