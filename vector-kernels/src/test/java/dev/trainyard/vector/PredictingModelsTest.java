package dev.trainyard.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.KvCache;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.nn.PredictingLayers;
import dev.trainyard.nn.RowDecoder;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models whose maps go past BLAS answer as they do by BLAS: a prompt, then token by token. */
class PredictingModelsTest {
    private static final String ROTARY = """
            "hidden_size": 48, "intermediate_size": 100, "num_hidden_layers": 2, "num_attention_heads": 4,
            "num_key_value_heads": 2, "head_dim": 12, "vocab_size": 301, "max_position_embeddings": 64,
            "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "hidden_act": "silu", "initializer_range": 0.3""";
    private static final int[] IDS =
            IntStream.range(0, 24).map(i -> i * i * 7 % 301).toArray();
    private static final int PROMPT = 10;

    @TempDir
    Path folder;

    static Stream<String> configs() {
        return Stream.of(
                "{\"model_type\": \"llama\", \"tie_word_embeddings\": true, %s}",
                "{\"model_type\": \"llama\", \"tie_word_embeddings\": false, \"attention_bias\": true, %s}",
                "{\"model_type\": \"qwen2\", %s}",
                "{\"model_type\": \"qwen3\", %s}",
                "{\"model_type\": \"gpt2\", \"n_embd\": 48, \"n_layer\": 2, \"n_head\": 4, \"n_positions\": 64,"
                        + " \"vocab_size\": 301, \"initializer_range\": 0.3}");
    }

    private void save(String config) throws IOException {
        var json = new ObjectMapper().readTree(config.formatted(ROTARY));
        try (LanguageModel made = ModelFamilies.initialize(ModelFamilies.config(json), 3, LayerDecorator.NONE)) {
            HuggingFaceFolder.save(folder, made);
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void answerAsByBlas(String config) throws IOException {
        save(config);
        float[] byBlas;
        try (LanguageModel plain = ModelFamilies.load(folder, LayerDecorator.NONE)) {
            byBlas = logits(plain);
        }
        try (LanguageModel predicting = ModelFamilies.load(folder, new PredictingLayers())) {
            float[] byRows = logits(predicting);
            assertThat(byRows).isNotEqualTo(byBlas);
            for (int i = 0; i < byBlas.length; i++) {
                assertThat((double) byRows[i]).isCloseTo(byBlas[i], within(2e-4));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void aDecoderAnswersAsTheModelItself(String config) throws IOException {
        save(config);
        try (LanguageModel model = ModelFamilies.load(folder, new PredictingLayers());
                RowDecoder decoder =
                        RowDecoder.of(model.parts().orElseThrow(), 4).orElseThrow()) {
            float[] byBlas;
            try (LanguageModel plain = ModelFamilies.load(folder, LayerDecorator.NONE)) {
                byBlas = logits(plain);
            }
            float[] decoded = decoded(model, decoder, 1).getFirst();
            for (int i = 0; i < byBlas.length; i++) {
                assertThat((double) decoded[i]).isCloseTo(byBlas[i], within(2e-4));
            }
            for (float[] inCompany : decoded(model, decoder, 4)) {
                assertThat(inCompany).isEqualTo(decoded);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void aPromptIsReadTheSameHoweverItIsCut(String config) throws IOException {
        save(config);
        try (LanguageModel model = ModelFamilies.load(folder, new PredictingLayers());
                RowDecoder decoder = RowDecoder.of(model.parts().orElseThrow(), IDS.length + 1)
                        .orElseThrow();
                KvCache other = model.newCache(1, IDS.length)) {
            float[] whole = read(model, decoder, IDS.length, other);
            float[] byTokens = read(model, decoder, 1, other);
            float[] byFives = read(model, decoder, 5, other);
            float[] all = logits(model);
            float[] last = Arrays.copyOfRange(all, all.length - whole.length, all.length);

            assertThat(byTokens).isEqualTo(whole);
            assertThat(byFives).isEqualTo(whole);
            for (int i = 0; i < last.length; i++) {
                assertThat((double) whole[i]).isCloseTo(last[i], within(2e-4));
            }
            assertThatThrownBy(() -> read(model, decoder, IDS.length + 1, other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected at most " + (IDS.length + 1));
        }
    }

    /** The logits after all tokens, read in parts beside another text that takes in a token with each. */
    private static float[] read(LanguageModel model, RowDecoder decoder, int part, KvCache other) {
        other.rewind(0);
        int[] more = Arrays.copyOf(IDS, Math.max(part, IDS.length));
        try (KvCache cache = model.newCache(1, more.length + 1)) {
            float[][] logits = {};
            for (int from = 0; from < more.length; from += part) {
                int[] tokens = Arrays.copyOfRange(more, from, Math.min(more.length, from + part));
                logits = decoder.step(List.of(
                        new RowDecoder.Part(new int[] {IDS[from]}, other, from == 0 ? 1 : 0),
                        new RowDecoder.Part(tokens, cache, tokens.length)))[1];
            }
            return logits[logits.length - 1];
        }
    }

    /** As {@link #logits}, with the texts after the prompt taken through a decoder together. */
    private static List<float[]> decoded(LanguageModel model, RowDecoder decoder, int texts) {
        List<KvCache> caches = new ArrayList<>();
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            List<float[]> all = new ArrayList<>();
            for (int text = 0; text < texts; text++) {
                caches.add(model.newCache(1, IDS.length));
                Tensor prompt_BTC = model.hidden(Tensor.ofIds(Arrays.copyOf(IDS, PROMPT), 1, PROMPT), caches.getLast());
                all.add(model.logits(prompt_BTC.select(1, PROMPT - 1)).floats());
            }
            for (int i = PROMPT; i < IDS.length; i++) {
                int[] token = {IDS[i]};
                float[][][] next = decoder.step(caches.stream()
                        .map(cache -> new RowDecoder.Part(token, cache, 1))
                        .toList());
                for (int text = 0; text < texts; text++) {
                    all.set(text, joined(all.get(text), next[text][0]));
                }
            }
            return all;
        } finally {
            caches.forEach(KvCache::close);
        }
    }

    private static float[] joined(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Test
    void noDecoderIsMadeOfMapsThatKernelsCannotCompute() throws IOException {
        save(configs().findFirst().orElseThrow());
        try (LanguageModel plain = ModelFamilies.load(folder, LayerDecorator.NONE)) {
            assertThat(RowDecoder.of(plain.parts().orElseThrow(), 4)).isEmpty();
        }
    }

    /** Of the last prompt token and of each after it, one after another. */
    private static float[] logits(LanguageModel model) {
        model.mode().predict();
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open();
                KvCache cache = model.newCache(1, IDS.length)) {
            Tensor prompt_BTC = model.hidden(Tensor.ofIds(Arrays.copyOf(IDS, PROMPT), 1, PROMPT), cache);
            Tensor all = model.logits(prompt_BTC.select(1, PROMPT - 1));
            for (int i = PROMPT; i < IDS.length; i++) {
                Tensor next_BTC = model.hidden(Tensor.ofIds(new int[] {IDS[i]}, 1, 1), cache);
                all = Tensor.cat(List.of(all, model.logits(next_BTC.select(1, 0))), 0);
            }
            return all.floats();
        }
    }
}
