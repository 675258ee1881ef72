package dev.trainyard.export.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.checkpoint.PeftAdapter;
import dev.trainyard.export.TestModels;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import dev.trainyard.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real llama.cpp makes of our files, against our own models. */
class LlamaCppTest {
    private static final int[] IDS = {17, 42, 5, 260, 99, 201, 7, 283, 130, 64, 28, 250, 2, 77, 180, 33, 9, 111, 290, 54
    };
    private static final List<String> TEXTS = List.of(
            "The heron stood in the reeds.",
            "It's 1234567 o'clock!\n\n  And   the train\tis LATE — naïve café 日本 🙂",
            "<|im_start|>user\nhello<|im_end|>\n",
            " leading and trailing ");

    @TempDir
    Path folder;

    /** llama.cpp looks GPT-2's GELU up in a table of float16, whose error grows with the weights. */
    @ParameterizedTest
    @CsvSource({"llama, llama-bpe, 1e-4", "qwen2, qwen2, 1e-4", "qwen3, qwen2, 1e-4", "gpt2, gpt-2, 1e-3"})
    void answersAsTheSourceInFloat32(String family, String cutter, double limit) {
        ObjectNode config = TestModels.config(family);
        if (family.equals("gpt2")) {
            config.put("initializer_range", 0.02);
        }
        Path source = TestModels.write(folder.resolve("model"), config, 3);
        cut(source, cutter);
        Path file = export(source, Precision.F32);

        LlamaCpp.Answer answer = LlamaCpp.ask(file, Optional.empty(), TEXTS, List.of(IDS));

        try (LanguageModel model = ModelFamilies.load(source, LayerDecorator.NONE);
                Tokenizer tokenizer = Tokenizer.require(source)) {
            assertClose(answer.logProbabilities().getFirst(), logProbabilities(model, IDS), limit);
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(answer.tokens().get(i)).as(TEXTS.get(i)).isEqualTo(tokenizer.encode(TEXTS.get(i)));
            }
        }
    }

    @Test
    void answersAsATrainedModelWithPiecesForTokens() {
        Path source = Path.of("src/test/resources/stories260k");
        Path file = export(source, Precision.F32);
        List<String> texts = List.of("Once upon a time, there was a little girl.", "Zoë's 3 dogs\n ran — 日本");
        int[] ids;
        try (Tokenizer tokenizer = Tokenizer.require(source)) {
            ids = tokenizer.encodeWithSpecialTokens("Once upon a time, there was a little girl named Lily.");

            LlamaCpp.Answer answer = LlamaCpp.ask(file, Optional.empty(), texts, List.of(ids));

            for (int i = 0; i < texts.size(); i++) {
                assertThat(answer.tokens().get(i)).as(texts.get(i)).isEqualTo(tokenizer.encode(texts.get(i)));
            }
            try (LanguageModel model = ModelFamilies.load(source, LayerDecorator.NONE)) {
                assertClose(answer.logProbabilities().getFirst(), logProbabilities(model, ids), 1e-4);
            }
        }
    }

    /** The rank of one map and the alpha of another are their own, as patterns have them. */
    @ParameterizedTest
    @CsvSource({"llama, q_proj, v_proj, 1e-4", "gpt2, c_attn, c_fc, 1e-3"})
    void addsAnAdapterAsItIsMerged(String family, String first, String second, double limit) {
        Path source = TestModels.write(
                folder.resolve("model"), TestModels.config(family).put("initializer_range", 0.02), 3);
        LoraConfig plain = new LoraConfig(4, 8, 0, List.of(LoraConfig.ALL_LINEAR));
        LoraConfig config = new LoraConfig(
                plain.r(),
                plain.alpha(),
                0,
                plain.targets(),
                true,
                false,
                Map.of(first, 3),
                Map.of(second, 5.0),
                List.of());
        Path folderOfAdapter = TestModels.writeAdapter(source, folder.resolve("adapter"), config);
        Path base = export(source, Precision.F32);
        Path file = folder.resolve("adapter.gguf");
        double[][] merged;
        try (LoraAdapter adapter = new LoraAdapter(PeftAdapter.config(folderOfAdapter), 0);
                LanguageModel model = ModelFamilies.load(source, adapter)) {
            PeftAdapter.load(folderOfAdapter, adapter);
            GgufAdapter.write(model, adapter, "test", file);
            adapter.merge();
            merged = logProbabilities(model, IDS);
        }

        double[][] adapted = LlamaCpp.ask(base, Optional.of(file), List.of(), List.of(IDS))
                .logProbabilities()
                .getFirst();

        assertClose(adapted, merged, limit);
        double[][] plainly = LlamaCpp.ask(base, Optional.empty(), List.of(), List.of(IDS))
                .logProbabilities()
                .getFirst();
        assertThat(Math.abs(plainly[7][0] - merged[7][0])).isGreaterThan(100 * limit);
    }

    /** llama.cpp rounds what goes into a product with quantised weights to eight bits as well, we do not. */
    @ParameterizedTest
    @CsvSource({
        "llama, F16, 0.02",
        "qwen2, BF16, 0.1",
        "llama, Q8_0, 0.2",
        "gpt2, Q4_0, 0.2",
        "qwen3, Q4_K_M, 0.2",
        "gpt2, Q4_K_M, 0.2"
    })
    void answersAsTheFileReadBack(String family, Precision precision, double limit) {
        Path source = TestModels.write(folder.resolve("model"), family, 3);
        Path file = export(source, precision);

        LlamaCpp.Answer answer = LlamaCpp.ask(file, Optional.empty(), List.of(), List.of(IDS));

        try (LanguageModel model = GgufModel.load(file)) {
            assertClose(answer.logProbabilities().getFirst(), logProbabilities(model, IDS), limit);
        }
    }

    private Path export(Path source, Precision precision) {
        Path file = folder.resolve(precision + ".gguf");
        try (LanguageModel model = ModelFamilies.load(source, LayerDecorator.NONE)) {
            GgufExport.write(model, source, "test", precision, file);
        }
        return file;
    }

    private static void cut(Path source, String cutter) {
        for (PreTokenizer known : PreTokenizer.values()) {
            if (known.key().equals(cutter) && known != PreTokenizer.GPT_2) {
                TestModels.cutBy(source, known.regex());
            }
        }
    }

    private static double[][] logProbabilities(LanguageModel model, int[] ids) {
        model.mode().predict();
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            Tensor rows_TV = model.logits(model.hidden(Tensor.ofIds(ids, 1, ids.length)))
                    .view(ids.length, -1)
                    .logSoftmax(1);
            double[][] rows = new double[ids.length][];
            for (int t = 0; t < ids.length; t++) {
                rows[t] = rows_TV.select(0, t).doubles();
            }
            return rows;
        }
    }

    private static void assertClose(double[][] found, double[][] expected, double limit) {
        assertThat(found).hasDimensions(expected.length, expected[0].length);
        double greatest = 0;
        for (int t = 0; t < expected.length; t++) {
            for (int token = 0; token < expected[t].length; token++) {
                greatest = Math.max(greatest, Math.abs(found[t][token] - expected[t][token]));
            }
        }
        assertThat(greatest).isCloseTo(0, within(limit));
    }
}
