package dev.trainyard.export.torchscript;

import dev.trainyard.checkpoint.AtomicFile;
import dev.trainyard.export.parity.Answers;
import dev.trainyard.export.parity.Probe;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.RotaryConfig;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.model.bert.BertConfig;
import dev.trainyard.model.gpt2.Gpt2Config;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import dev.trainyard.tensor.TorchScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Classifiers as {@code model.pt}, and beside it the config, which has the names of the classes. */
public final class TorchScriptClassifier {
    private static final String FILE = "model.pt";
    /** Room for the program, and for what describes each weight. */
    private static final long PROGRAM_BYTES = 1 << 18;

    private static final long RECORD_BYTES = 512;

    private TorchScriptClassifier() {}

    /**
     * Writes a classifier into a folder.
     *
     * @throws TrainingFailure INVALID_SPEC if it is of a family that is not written so
     */
    public static void save(SequenceClassifier model, Path folder) {
        ProgramSource source = source(model);
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> weights = new LinkedHashMap<>();
            model.parameters().all().forEach((name, weight) -> weights.put(Expressions.attribute(name), weight));
            source.constants().forEach((name, values) -> weights.put(name, Tensor.of(values)));
            requireRoom(folder, weights);
            TorchScript.save(folder.resolve(FILE), "Classifier", source.text(), weights);
        }
        AtomicFile.write(folder.resolve("config.json"), model.config().toJson().toPrettyString() + "\n");
    }

    private static ProgramSource source(SequenceClassifier model) {
        return switch (model.config().body()) {
            case BertConfig bert -> new BertSource(bert);
            case RotaryConfig rotary ->
                new RotarySource(rotary, model.parameters().all().keySet());
            case Gpt2Config gpt2 -> new Gpt2Source(gpt2);
            default ->
                throw new TrainingFailure(
                        FailureCode.INVALID_SPEC,
                        "target torchscript is not for classifiers of the family "
                                + model.config().modelType() + ": export it as huggingface or int8");
        };
    }

    /** Before anything is written: on a full disk libtorch's writer ends the process. */
    private static void requireRoom(Path folder, Map<String, Tensor> weights) {
        long needed = PROGRAM_BYTES;
        for (Tensor weight : weights.values()) {
            needed += weight.byteSize() + RECORD_BYTES;
        }
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < needed) {
                throw new TrainingFailure(
                        FailureCode.DISK_FULL,
                        folder.resolve(FILE) + " needs " + needed + " bytes, the disk has " + free
                                + ": free space there");
            }
        } catch (IOException e) {
            throw new TrainingFailure(FailureCode.INTERNAL, folder + " does not tell its free space: " + e, e);
        }
    }

    /** The program of a folder, as something to ask. */
    public static Answers load(Path folder) {
        TorchScript program = TorchScript.load(folder.resolve(FILE));
        return new Answers() {
            @Override
            public Tensor scores(Probe probe) {
                int length = probe.ids().length;
                int[] mask = new int[length];
                Arrays.fill(mask, 1);
                return program.forward(
                        Tensor.ofIds(probe.ids(), 1, length),
                        Tensor.ofIds(mask, 1, length),
                        Tensor.ofIds(probe.segments(), 1, length));
            }

            @Override
            public void close() {
                program.close();
            }
        };
    }
}
