package dev.trainyard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The reference results under {@code src/test/resources}; its README tells where they are from. */
public final class Fixtures {
    public static final Path LLAMA = folder("/fixtures/llama");
    public static final Path QWEN2 = folder("/fixtures/qwen2");
    public static final Path QWEN3 = folder("/fixtures/qwen3");
    public static final Path GPT2 = folder("/fixtures/gpt2");
    public static final Path BERT = folder("/fixtures/bert");

    /** Classifiers on the bodies of all families. */
    public static final Path CLASSIFIERS = folder("/fixtures/classifiers");

    /** Adapters of PEFT with other shapes than those beside the models. */
    public static final Path PEFT = folder("/fixtures/peft");

    /** Weights and models that bitsandbytes quantised. */
    public static final Path NF4 = folder("/fixtures/nf4");

    /** A tiny causal language model of every family, each with its reference results. */
    public static final List<Path> FAMILIES = List.of(LLAMA, QWEN2, QWEN3, GPT2);

    public static final Path STORIES = folder("/models/stories260k");

    /** Trajectories of optimizers and learning rates. */
    public static final Path OPTIM = folder("/fixtures/optim/trajectories.json");

    /** Losses and gradient norms of every family under autocast. */
    public static final Path BF16 = folder("/fixtures/bf16/trajectories.json");

    /** Pairs of answers, and steps of direct preference optimisation on them. */
    public static final Path DPO = folder("/fixtures/dpo/trajectories.json");

    private Fixtures() {}

    public static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A two-dimensional list of whole numbers. */
    public static Tensor ids(JsonNode rows) {
        int columns = rows.get(0).size();
        var ids = new int[rows.size() * columns];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = rows.get(i / columns).get(i % columns).intValue();
        }
        return Tensor.ofIds(ids, rows.size(), columns);
    }

    public static double[] doubles(JsonNode list) {
        var values = new double[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).doubleValue();
        }
        return values;
    }

    private static Path folder(String resource) {
        try {
            return Path.of(Objects.requireNonNull(Fixtures.class.getResource(resource), resource)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
