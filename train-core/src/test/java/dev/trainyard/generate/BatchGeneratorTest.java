package dev.trainyard.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.Fixtures;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.generate.Generation.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** On a pretrained model that tells stories. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchGeneratorTest {
    private static final long MUCH = 1L << 30;

    private TextModel model;

    @BeforeAll
    void load() {
        model = TextModel.load(Fixtures.STORIES);
    }

    @AfterAll
    void close() {
        model.close();
    }

    @Test
    void aTextIsTheSameAloneAndInCompany() {
        List<SamplingConfig> configs = List.of(
                SamplingConfig.greedy(30),
                sampled(1, 25),
                sampled(2, 40),
                sampled(3, 10),
                sampled(1, 25),
                sampled(4, 35));
        List<Generation> alone = configs.stream()
                .map(config -> model.generate(prompt(config), config, GenerationListener.NONE))
                .toList();
        try (BatchGenerator generator = model.batched(new BatchLimits(3, 64, MUCH))) {
            assertThat(inCompany(generator, configs)).isEqualTo(alone);
        }
        assertThat(alone.get(1)).isEqualTo(alone.get(4));
        assertThat(alone.get(1).tokenIds()).isNotEqualTo(alone.get(2).tokenIds().subList(0, 25));
    }

    private static List<Generation> inCompany(BatchGenerator generator, List<SamplingConfig> configs) {
        List<CompletableFuture<Generation>> results = configs.stream()
                .map(config -> generator.submit(prompt(config), config, GenerationListener.NONE))
                .toList();
        return results.stream().map(CompletableFuture::join).toList();
    }

    /** Of different lengths, some longer than what is read in one go. */
    private static int[] prompt(SamplingConfig config) {
        return IntStream.range(0, 1 + (int) config.seed() * 45)
                .map(i -> i == 0 ? 1 : 3 + i * 31 % 400)
                .toArray();
    }

    private static SamplingConfig sampled(int seed, int tokens) {
        return new SamplingConfig(tokens, 1, 0, 0.95, seed, List.of());
    }

    @Test
    void aLongPromptDoesNotHoldTheOthersUp() throws Exception {
        try (BatchGenerator generator = model.batched(new BatchLimits(2, 16, MUCH))) {
            AtomicInteger pieces = new AtomicInteger();
            AtomicInteger piecesBefore = new AtomicInteger();
            CompletableFuture<Generation> talking =
                    generator.submit(new int[] {1}, talking(400), piece -> pieces.incrementAndGet() > 0);
            until(() -> pieces.get() > 3);
            int before = pieces.get();
            int[] prompt = IntStream.range(0, 480).map(i -> 3 + i % 400).toArray();
            generator
                    .submit(prompt, talking(1), piece -> true)
                    .thenRun(() -> piecesBefore.set(pieces.get()))
                    .get(30, TimeUnit.SECONDS);

            // 480 tokens in parts of 16: the other text goes on between them.
            assertThat(piecesBefore.get() - before).isGreaterThan(10);
            assertThat(talking.get(30, TimeUnit.SECONDS).completionTokens()).isEqualTo(400);
        }
    }

    @Test
    void textsBeyondTheLimitsWait() throws Exception {
        // Room for the keys and values of 100 tokens.
        try (BatchGenerator generator = model.batched(new BatchLimits(8, 64, 100 * bytesPerToken()))) {
            assertThat(generator.contextTokens()).isEqualTo(100);
            var held = new Held();
            CompletableFuture<Generation> first = generator.submit(new int[] {1}, talking(59), held);
            held.begun.await();
            CompletableFuture<Generation> second =
                    generator.submit(new int[] {1}, talking(60), GenerationListener.NONE);
            CompletableFuture<Generation> third = generator.submit(new int[] {1}, talking(10), GenerationListener.NONE);
            held.goOn.countDown();
            until(first::isDone);

            assertThat(second.get(30, TimeUnit.SECONDS).completionTokens()).isEqualTo(60);
            assertThat(third.get(30, TimeUnit.SECONDS).completionTokens()).isEqualTo(10);
            assertThatThrownBy(() -> generator.submit(new int[100], talking(1), GenerationListener.NONE))
                    .isInstanceOf(TrainingFailure.class)
                    .hasMessageContaining("expected 1 to 99");
            until(() -> generator.load().running() == 0);
            assertThat(generator.load().waiting()).isZero();
            assertThat(generator.load().cacheBytes()).isZero();
            assertThat(generator.load().tokens()).isEqualTo(59 + 60 + 10);
        }
    }

    private long bytesPerToken() {
        try (var cache = model.model().newCache(1, 1)) {
            return cache.bytesPerToken();
        }
    }

    @Test
    void aTextThatNobodyWantsAnyMoreEnds() throws Exception {
        try (BatchGenerator generator = model.batched(new BatchLimits(1, 64, MUCH))) {
            var held = new Held();
            CompletableFuture<Generation> running = generator.submit(new int[] {1}, talking(400), held);
            held.begun.await();
            var waiting = new Held();
            CompletableFuture<Generation> never = generator.submit(new int[] {1}, talking(400), waiting);
            held.wanted.set(false);
            waiting.wanted.set(false);
            held.goOn.countDown();

            assertThat(running.get(30, TimeUnit.SECONDS).finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(running.get().completionTokens()).isLessThan(10);
            assertThat(never.get(30, TimeUnit.SECONDS).tokenIds()).isEmpty();
        }
    }

    @Test
    void theFailureOfOneTextIsNotThatOfOthers() throws Exception {
        try (BatchGenerator generator = model.batched(new BatchLimits(2, 64, MUCH))) {
            CompletableFuture<Generation> broken = generator.submit(new int[] {1}, talking(50), piece -> {
                throw new IllegalStateException("the listener broke");
            });
            CompletableFuture<Generation> whole = generator.submit(new int[] {1}, talking(50), GenerationListener.NONE);

            assertThatThrownBy(() -> broken.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("the listener broke");
            assertThat(whole.get(30, TimeUnit.SECONDS).completionTokens()).isEqualTo(50);
        }
    }

    @Test
    void itsEndCancelsWhatIsNotDone() throws Exception {
        BatchGenerator generator = model.batched(new BatchLimits(1, 64, MUCH));
        var held = new Held();
        List<CompletableFuture<Generation>> results = new ArrayList<>();
        results.add(generator.submit(new int[] {1}, talking(400), held));
        held.begun.await();
        results.add(generator.submit(new int[] {1}, talking(400), GenerationListener.NONE));
        Thread closing = Thread.ofPlatform().start(generator::close);
        until(() -> results.get(1).isCancelled());
        held.goOn.countDown();
        closing.join();

        assertThat(results).allMatch(CompletableFuture::isCancelled);
        assertThat(generator.submit(new int[] {1}, talking(1), GenerationListener.NONE))
                .isCancelled();
    }

    /** The likeliest tokens, the end of a text not among them. */
    private static SamplingConfig talking(int tokens) {
        var endless = new SamplingConfig.Weights(0, 0, Map.of(2, -1e9));
        return new SamplingConfig(tokens, 0, 0, 1, 0, List.of(), endless, OptionalInt.empty());
    }

    private static void until(BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for 30 s").isLessThan(end);
            Thread.sleep(1);
        }
    }

    /** Stops the generating thread at its first piece until it may go on. */
    private static final class Held implements GenerationListener {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final AtomicBoolean wanted = new AtomicBoolean(true);

        @Override
        public boolean onText(String piece) {
            begun.countDown();
            try {
                return goOn.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        }

        @Override
        public boolean wanted() {
            return wanted.get();
        }
    }
}
