package dev.trainyard.benchmarks.hot;

import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.tokenizer.bpe.BpeTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A text of 1000 words to token ids, with a tokenizer trained on its words. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Encoding {
    private static final int WORDS = 1000;
    private static final int VOCABULARY = 2048;

    private final String text = text();
    private @Nullable Tokenizer tokenizer;

    private static String text() {
        Random random = new Random(1);
        return IntStream.range(0, WORDS)
                .mapToObj(word -> random.ints(2 + random.nextInt(8), 'a', 'z' + 1)
                        .mapToObj(letter -> Character.toString((char) letter))
                        .collect(Collectors.joining()))
                .collect(Collectors.joining(" "));
    }

    /** Trains the tokenizer. */
    @Setup
    public void trainTokenizer() throws IOException {
        Path folder = Files.createTempDirectory("trainyard");
        BpeTrainer trainer = new BpeTrainer(VOCABULARY);
        trainer.add(text);
        trainer.train().write(folder, WORDS);
        tokenizer = Tokenizer.require(folder);
    }

    /** Frees it. */
    @TearDown
    public void closeTokenizer() {
        if (tokenizer != null) {
            tokenizer.close();
        }
    }

    @Benchmark
    public int encode() {
        return tokenizer == null ? 0 : tokenizer.encode(text).length;
    }
}
