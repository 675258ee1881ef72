package dev.trainyard.benchmarks;

import dev.trainyard.tensor.Accelerator;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * What both sides of a training race do.
 *
 * @param shape configuration of the random model
 * @param rows of a step
 * @param rowTokens tokens of each row
 * @param peakTflops most floating-point operations a second that the device can do in this precision, in 10¹², as its
 *     maker says
 */
record Workload(
        DeviceKind device, Precision precision, Path shape, int rows, int rowTokens, OptionalDouble peakTflops) {
    /** Where both sides compute. */
    enum DeviceKind {
        cpu,
        cuda
    }

    /** Of the products; with bf16 the frozen weights are held in it as well. */
    enum Precision {
        fp32,
        bf16
    }

    boolean onGpu() {
        return device == DeviceKind.cuda;
    }

    /** The model's name: that of its file. */
    String model() {
        return shape.getFileName().toString().replaceAll("\\.json$", "");
    }

    /** The same work has fixtures of its own. */
    String fixtureName() {
        return "fixture-" + model() + "-" + rowTokens;
    }

    String step() {
        return "LoRA r 16 on all linear maps, AdamW, " + rows + " rows × " + rowTokens + " tokens a step";
    }

    /** Errors: {@link BenchmarkFailure} where there is no such device. */
    void requireDevice() {
        if (onGpu() && Accelerator.present().isEmpty()) {
            throw new BenchmarkFailure(
                    "--device cuda, but this machine has no NVIDIA GPU (nvidia-smi names none): run it"
                            + " on one that has, as docs/guides/gpu.md says, or leave --device out to race on the processors");
        }
    }
}
