package dev.trainyard.benchmarks.hot;

import static org.openjdk.jmh.annotations.Scope.Thread;

import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.checkpoint.SafetensorsWriter;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Projection;
import dev.trainyard.nn.RandomLayers;
import dev.trainyard.nn.RmsNorm;
import dev.trainyard.nn.Rope;
import dev.trainyard.nn.RopeConfig;
import dev.trainyard.nn.Sequences;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Pieces of a training step at the size of a small model: 1024 tokens, width 512, feed-forward width 1408, 8 heads of
 * 64, 8192 tokens of vocabulary, rank 16. "Step" is forward and backward.
 */
@State(Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HotPieces {
    private static final int TOKENS = 1024;
    private static final int WIDTH = 512;
    private static final int INNER = 1408;
    private static final int HEADS = 8;
    private static final int VOCABULARY = 8192;
    private static final double STD = 0.04;

    private final Rng rng = Rng.seeded(1);
    private final LoraAdapter adapter = new LoraAdapter(new LoraConfig(16, 32, 0, List.of(LoraConfig.ALL_LINEAR)), 1);
    private final Layers layers = adapter.decorate(new RandomLayers(rng, STD, Device.CPU));
    private final Projection lora = layers.linear("gate_proj", WIDTH, INNER, false);
    private final RmsNorm norm = new RmsNorm(Tensor.ones(WIDTH).keep(), 1e-5);
    private final Rope rope = new Rope(RopeConfig.of(WIDTH / HEADS, 10_000), Device.CPU);
    private final Tensor x_NC = normal(TOKENS, WIDTH);
    private final Tensor x_NHD = normal(TOKENS, HEADS, WIDTH / HEADS);
    private final Tensor logits_NV = normal(TOKENS, VOCABULARY);
    private final Tensor labels_N = Tensor.range(0, TOKENS).keep();
    private final Tensor gradient_NF = normal(TOKENS, INNER);
    private Path file = Path.of("");

    private Tensor normal(long... shape) {
        try (NoGrad guard = NoGrad.open()) {
            return Tensor.zeros(shape).normal_(0, STD, rng).keep();
        }
    }

    /** A place to write to. */
    @Setup
    public void createFile() throws IOException {
        file = Files.createTempFile("trainyard", ".safetensors");
        x_NC.requireGrad(true);
        x_NHD.requireGrad(true);
    }

    /** Leaves nothing behind. */
    @TearDown
    public void deleteFile() throws IOException {
        Files.delete(file);
    }

    @Benchmark
    public void loraLinearStep() {
        try (Scope scope = Scope.open()) {
            lora.apply(x_NC).backward(gradient_NF);
        }
    }

    @Benchmark
    public void loraLinearForward(Blackhole hole) {
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            hole.consume(lora.apply(x_NC));
        }
    }

    @Benchmark
    public void rmsNormStep() {
        try (Scope scope = Scope.open()) {
            norm.apply(x_NC).sum().backward();
        }
    }

    @Benchmark
    public void ropeStep() {
        try (Scope scope = Scope.open()) {
            rope.of(Sequences.rows(4, TOKENS / 4), 0).apply(x_NHD).sum().backward();
        }
    }

    @Benchmark
    public double crossEntropyStep() {
        try (Scope scope = Scope.open()) {
            Tensor leaf_NV = logits_NV.detach().requireGrad(true);
            Tensor loss = Functions.crossEntropySum(leaf_NV, labels_N);
            loss.backward();
            return loss.item();
        }
    }

    @Benchmark
    public void safetensorsWrite() {
        SafetensorsWriter.write(file, Map.of("weight", logits_NV), SafetensorsWriter.PYTORCH);
    }
}
