package dev.trainyard.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.Fixtures;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoraAdapterTest {
    @Test
    void freshAdapterLeavesTheModelUnchanged() {
        float[] plain;
        try (LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, LayerDecorator.NONE)) {
            plain = logits(model);
        }
        try (var adapter = adapter(LoraConfig.ALL_LINEAR);
                LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, adapter)) {
            assertThat(logits(model)).containsExactly(plain);
        }
    }

    @Test
    void mergedEqualsUnmerged() {
        try (var adapter = adapter(LoraConfig.ALL_LINEAR);
                LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, adapter)) {
            float[] plain = logits(model);
            randomise(adapter);
            float[] unmerged = logits(model);
            adapter.merge();
            float[] merged = logits(model);
            adapter.merge();
            assertThat(logits(model)).containsExactly(merged);
            assertThat(distance(merged, unmerged)).isLessThan(1e-4);
            assertThat(distance(merged, plain)).isGreaterThan(1e-2);
        }
    }

    private static void randomise(LoraAdapter adapter) {
        try (NoGrad guard = NoGrad.open();
                Rng rng = Rng.seeded(9)) {
            adapter.parameters().all().values().forEach(weight -> weight.normal_(0, 0.05, rng));
        }
    }

    @Test
    void allLinearLeavesTheHeadAlone() {
        try (var adapter = adapter(LoraConfig.ALL_LINEAR);
                LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, adapter)) {
            assertThat(adapter.modules())
                    .hasSize(14)
                    .contains("model.layers.1.mlp.down_proj")
                    .doesNotContain("lm_head");
            assertThat(model.parameters().find("lm_head.weight")).isPresent();
        }
    }

    @Test
    void namesMatchWholeEnds() {
        try (var adapter = adapter("layers.1.self_attn.q_proj");
                LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, adapter)) {
            assertThat(adapter.modules()).containsExactly("model.layers.1.self_attn.q_proj");
            assertThat(model.config().vocabSize()).isEqualTo(256);
        }
    }

    @Test
    void refusesTargetsTheModelDoesNotHave() {
        try (var adapter = adapter("q_proj", "c_attn", "proj")) {
            assertThatThrownBy(() -> ModelFamilies.load(Fixtures.LLAMA, adapter))
                    .isInstanceOfSatisfying(
                            TrainingFailure.class,
                            failure -> assertThat(failure.code()).isEqualTo(FailureCode.INVALID_SPEC))
                    .hasMessageContaining("[c_attn, proj]")
                    .hasMessageContaining("[q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj, lm_head]");
        }
    }

    @Test
    void startsAsPeftDoesAndFollowsTheSeed() {
        float[] first = startOfA(5);
        assertThat(startOfA(5)).containsExactly(first);
        assertThat(startOfA(6)).isNotEqualTo(first);
        // kaiming_uniform with a = √5 is uniform within ±1/√in, here 1/8.
        double largest = 0;
        for (float value : first) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isBetween(0.12, 0.125);
    }

    private static float[] startOfA(long seed) {
        try (var adapter = new LoraAdapter(new LoraConfig(8, 16, 0, List.of("q_proj")), seed);
                LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, adapter)) {
            assertThat(adapter.parameters().trainable()).hasSize(4);
            assertThat(model.parameters().trainable()).isEmpty();
            Tensor b = adapter.parameters()
                    .find("model.layers.0.self_attn.q_proj.lora_B.weight")
                    .orElseThrow();
            assertThat(b.abs().max().item()).isZero();
            return adapter.parameters()
                    .find("model.layers.0.self_attn.q_proj.lora_A.weight")
                    .orElseThrow()
                    .floats();
        }
    }

    @Test
    void dropsInputsOnlyInTraining() {
        try (var adapter = new LoraAdapter(new LoraConfig(8, 16, 0.5, List.of("q_proj")), 1);
                LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, adapter)) {
            randomise(adapter);
            float[] predicted = logits(model);
            assertThat(logits(model)).containsExactly(predicted);
            model.mode().train();
            assertThat(logits(model)).isNotEqualTo(predicted);
            model.mode().predict();
            assertThat(logits(model)).containsExactly(predicted);
        }
    }

    @Test
    void refusesImpossibleShapes() {
        assertThatThrownBy(() -> new LoraConfig(0, -1, 1, List.of()))
                .hasMessageContaining("r is 0")
                .hasMessageContaining("alpha is -1.0")
                .hasMessageContaining("dropout is 1.0")
                .hasMessageContaining("target_modules is empty");
        assertThat(new LoraConfig(16, 32, 0, List.of("a"))
                        .withRankStabilized(true)
                        .scale())
                .isEqualTo(8);
        assertThat(new LoraConfig(16, 32, 0, List.of("a")).scale()).isEqualTo(2);
    }

    @Test
    void trainsCopiesOfSavedModulesAndMergesThem() {
        var config = new LoraConfig(2, 4, 0, List.of(LoraConfig.ALL_LINEAR))
                .withModulesToSave(List.of("lm_head", "layers.0.mlp", "model.norm"));
        try (var adapter = new LoraAdapter(config, 1);
                LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, adapter)) {
            float[] plain = logits(model);
            assertThat(adapter.modules())
                    .hasSize(11)
                    .contains("model.layers.1.mlp.up_proj")
                    .doesNotContain("model.layers.0.mlp.up_proj");
            assertThat(adapter.parameters().trainable())
                    .containsKeys("lm_head.weight", "model.norm.weight", "model.layers.0.mlp.down_proj.weight")
                    .hasSize(2 * 11 + 5);
            randomise(adapter);
            float[] changed = logits(model);
            assertThat(distance(changed, plain)).isGreaterThan(1e-2);
            assertThat(model.parameters()
                            .find("lm_head.weight")
                            .orElseThrow()
                            .sameAs(adapter.parameters().find("lm_head.weight").orElseThrow()))
                    .isFalse();
            adapter.merge();
            assertThat(distance(logits(model), changed)).isLessThan(1e-4);
            adapter.parameters()
                    .all()
                    .forEach((name, copy) -> model.parameters()
                            .find(name)
                            .ifPresent(own -> assertThat(own.sameAs(copy)).isTrue()));
        }
    }

    /** As PEFT, which takes the end of a name without regard to dots. */
    @Test
    void savesEveryModuleWhoseNameEndsSo() {
        var config = new LoraConfig(2, 4, 0, List.of("q_proj")).withModulesToSave(List.of("norm"));
        try (var adapter = new LoraAdapter(config, 1);
                LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, adapter)) {
            assertThat(adapter.parameters().all())
                    .containsKeys("model.norm.weight", "model.layers.1.input_layernorm.weight")
                    .hasSize(2 * 2 + 5);
            assertThat(model.parameters().trainable()).isEmpty();
        }
    }

    @Test
    void refusesModulesToSaveThatAreNotThere() {
        var config = new LoraConfig(2, 4, 0, List.of("q_proj"));
        refusesToSave(config.withModulesToSave(List.of("lm_head", "norms")), "modules_to_save [norms]");
        refusesToSave(config.withModulesToSave(List.of("classifier", "score")), "[classifier, score]");
        try (var adapter = new LoraAdapter(config.withModulesToSave(List.of("embed_tokens")), 1)) {
            assertThatThrownBy(() -> ModelFamilies.load(Fixtures.QWEN2, adapter))
                    .hasMessageContaining("names an embedding of a model without a head of its own");
        }
        try (var adapter = new LoraAdapter(config.withModulesToSave(List.of("lm_head", "score")), 1);
                LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, adapter)) {
            assertThat(model.parameters().find("lm_head.weight")).isPresent();
            assertThat(adapter.parameters().find("lm_head.weight")).isPresent();
        }
    }

    private static void refusesToSave(LoraConfig config, String message) {
        try (var adapter = new LoraAdapter(config, 1)) {
            assertThatThrownBy(() -> ModelFamilies.load(Fixtures.LLAMA, adapter))
                    .hasMessageContaining(message);
        }
    }

    @Test
    void freshDoraLeavesTheModelAsItIsUpToRoundingAndMerges() {
        var config = new LoraConfig(4, 8, 0.5, List.of(LoraConfig.ALL_LINEAR)).withDora(true);
        for (Path family : Fixtures.FAMILIES) {
            float[] plain;
            try (LanguageModel model = ModelFamilies.load(family, LayerDecorator.NONE)) {
                plain = logits(model);
            }
            try (var adapter = new LoraAdapter(config, 1);
                    LanguageModel model = ModelFamilies.load(family, adapter)) {
                assertThat(distance(logits(model), plain)).isLessThan(1e-5);
                randomise(adapter);
                float[] unmerged = logits(model);
                adapter.merge();
                assertThat(distance(logits(model), unmerged)).isLessThan(1e-4);
                assertThat(distance(unmerged, plain)).isGreaterThan(1e-2);
            }
        }
    }

    /** With the update at zero and the lengths those of the weight, what is dropped makes no difference. */
    @Test
    void doraDropsOnlyTheInputOfTheDifference() {
        var config = new LoraConfig(4, 8, 0.5, List.of("q_proj")).withDora(true);
        try (var adapter = new LoraAdapter(config, 1);
                LanguageModel model = ModelFamilies.load(Fixtures.QWEN2, adapter)) {
            float[] predicted = logits(model);
            model.mode().train();
            assertThat(distance(logits(model), predicted)).isLessThan(1e-5);
            randomise(adapter);
            assertThat(distance(logits(model), logits(model))).isGreaterThan(1e-3);
        }
    }

    @Test
    void tellsWhatOfTheConfigIsNotUsed() {
        var targets = new TargetModules(
                ModuleSelector.matching(".*(?P<part>q|k)_proj"),
                ModuleSelector.named(List.of("layers.0.self_attn.k_proj", "up")),
                List.of(),
                List.of());
        var config = new LoraConfig(
                2, 4, 0, targets, true, false, Map.of("k_proj", 8, "v_proj", 1), Map.of("o.*", 2.0), List.of());
        try (var adapter = new LoraAdapter(config, 1);
                LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, adapter)) {
            assertThat(adapter.modules())
                    .containsExactly(
                            "model.layers.0.self_attn.q_proj",
                            "model.layers.1.self_attn.q_proj",
                            "model.layers.1.self_attn.k_proj");
            assertThat(adapter.unused())
                    .containsExactly("exclude_modules up", "rank_pattern v_proj", "alpha_pattern o.*");
            assertThat(model.parameters().trainable()).isEmpty();
        }
    }

    @Test
    void refusesChoicesThatContradict() {
        var layers = new TargetModules(
                ModuleSelector.matching("a["), ModuleSelector.matching("(*"), List.of(-1), List.of("h"));
        assertThatThrownBy(() ->
                        new LoraConfig(1, 1, 0, layers, false, false, Map.of("a", 0), Map.of("(", 0.0), List.of()))
                .hasMessageContaining("target_modules \"a[\" is no regular expression")
                .hasMessageContaining("exclude_modules \"(*\" is no regular expression")
                .hasMessageContaining("layers_to_transform is [-1]")
                .hasMessageContaining("beside a regex")
                .hasMessageContaining("rank_pattern.a: r is 0")
                .hasMessageContaining("alpha_pattern.(: alpha is 0.0")
                .hasMessageContaining("\"(\" is no regular expression");
    }

    private static LoraAdapter adapter(String... targets) {
        return new LoraAdapter(new LoraConfig(8, 16, 0, List.of(targets)), 1);
    }

    private static float[] logits(LanguageModel model) {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            return model.logits(model.hidden(Tensor.ofIds(new int[] {1, 2, 3, 4, 5, 6}, 2, 3)))
                    .floats();
        }
    }

    private static double distance(float[] a, float[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }
}
