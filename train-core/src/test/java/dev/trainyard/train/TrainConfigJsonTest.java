package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.adapter.ModuleSelector;
import dev.trainyard.adapter.TargetModules;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.quantization.Nf4Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TrainConfigJsonTest {
    private static final String SMALLEST = """
            {"model": {"base": "/models/llama"}, "data": {"files": ["/data/a.jsonl"]}, "optim": {"learning_rate": 1e-4}}
            """;

    @Test
    void whatIsWrittenReadsBackEqual() {
        TrainConfig full = new TrainConfig(
                new TrainConfig.Model(
                        Optional.of(Path.of("/models/llama")), Optional.empty(), Optional.of("meta/llama")),
                new TrainConfig.Data(
                        List.of(Path.of("/data/a"), Path.of("/data/b")),
                        "tokens",
                        0,
                        Optional.of(Path.of("/data/v")),
                        false,
                        64,
                        "packed"),
                new TrainConfig.Loop(2, 4, 5, OptionalInt.of(7), 0.5, "bf16", true),
                Optional.of(new TrainConfig.Lora(
                        4, 8, 0.1, List.of("q_proj", "v_proj"), Optional.of(Path.of("/adapters/x")))),
                Optional.of(new TrainConfig.Dpo(0.3, 0.1)),
                new TrainConfig.Optim("adam", 1e-3, 0.01, "cosine", 3, List.of(0.8, 0.95), 1e-6, 0, false),
                new TrainConfig.Validation(10, OptionalInt.of(2), 0.01, "rewards/margins", false),
                new TrainConfig.Checkpoints(5, false, 3),
                7);
        assertThat(TrainConfigJson.parse(TrainConfigJson.write(full), "test")).isEqualTo(full);

        TrainConfig fromScratch = TrainConfigJson.parse("""
                {"model": {"architecture": {"vocab_size": 300, "hidden_size": 64, "intermediate_size": 128,
                  "num_hidden_layers": 2, "num_attention_heads": 4, "tie_word_embeddings": true}},
                 "data": {"files": ["/d"], "format": "text", "validation_split": 0.1, "max_length": 32},
                 "optim": {"learning_rate": 0.01}, "seed": 1}
                """, "test");
        assertThat(fromScratch.model().architecture().orElseThrow().headDim()).isEqualTo(16);
        assertThat(fromScratch.model().architecture().orElseThrow().numKeyValueHeads())
                .isEqualTo(4);
        assertThat(TrainConfigJson.parse(TrainConfigJson.write(fromScratch), "test"))
                .isEqualTo(fromScratch);
    }

    @Test
    void everyAdapterReadsBackEqual() {
        TrainConfig config = adapter("""
                {"r": 4, "alpha": 6, "dropout": 0.1, "target_modules": ".*(q|v)_proj", "exclude_modules": ["layers.0"],
                 "use_rslora": true, "use_dora": true, "rank_pattern": {"v_proj": 2, "q": 3},
                 "alpha_pattern": {"layers.1": 1.5}, "modules_to_save": ["lm_head"],
                 "quantization": {"double_quant": false, "skip_modules": ["down_proj"]}, "init_from": "/adapters/x"}
                """);
        TrainConfig.Lora lora = config.lora().orElseThrow();
        assertThat(lora.shape())
                .isEqualTo(new LoraConfig(
                        4,
                        6,
                        0.1,
                        new TargetModules(
                                ModuleSelector.matching(".*(q|v)_proj"),
                                ModuleSelector.named(List.of("layers.0")),
                                List.of(),
                                List.of()),
                        true,
                        true,
                        Map.of("v_proj", 2, "q", 3),
                        Map.of("layers.1", 1.5),
                        List.of("lm_head")));
        assertThat(lora.quantization()).contains(new Nf4Config(false, List.of("down_proj")));
        assertThat(TrainConfigJson.parse(TrainConfigJson.write(config), "test")).isEqualTo(config);

        TrainConfig layers = adapter("""
                {"target_modules": ["c_attn"], "exclude_modules": "h.0.*", "layers_to_transform": [1, 2],
                 "layers_pattern": ["h"], "quantization": {}}
                """);
        assertThat(layers.lora().orElseThrow().quantization()).contains(Nf4Config.standard());
        assertThat(TrainConfigJson.parse(TrainConfigJson.write(layers), "test")).isEqualTo(layers);
    }

    private static TrainConfig adapter(String lora) {
        return TrainConfigJson.parse("""
                {"model": {"base": "/m"}, "data": {"files": ["/d"]}, "optim": {"learning_rate": 0.01}, "lora": %s}
                """.formatted(lora), "test");
    }

    @Test
    void everythingWrongWithAnAdapterIsReported() {
        assertThatThrownBy(() -> adapter("""
                        {"target_modules": "q[", "rank_pattern": {"a": 1.5, "b": 0}, "alpha_pattern": 3,
                         "layers_to_transform": [-1], "modules_to_save": "score", "quantization": {"quant_type": "fp4"}}
                        """))
                .hasMessageContaining("lora.rank_pattern.a: is 1.5, expected a whole number from 1")
                .hasMessageContaining("lora.rank_pattern.b: is 0")
                .hasMessageContaining("lora.alpha_pattern: is 3, expected an object of numbers")
                .hasMessageContaining("lora.layers_to_transform: is -1")
                .hasMessageContaining("lora.modules_to_save: is \"score\", expected a list")
                .hasMessageContaining("lora.quantization.quant_type: is \"fp4\", expected one of nf4")
                .hasMessageContaining("\"q[\" is no regular expression");
    }

    @Test
    void defaultsAreFilledIn() {
        TrainConfig config = TrainConfigJson.parse(SMALLEST, "test");
        assertThat(config.loop()).isEqualTo(new TrainConfig.Loop(8, 1, 3, OptionalInt.empty(), 1.0, "fp32", false));
        assertThat(config.validation().metric()).isEqualTo("validation_loss");
        assertThat(config.seed()).isEqualTo(42);
    }

    @Test
    void everyProblemIsReportedAtOnceWithItsField() {
        assertThatThrownBy(() -> TrainConfigJson.parse("""
                        {"model": {}, "data": {"files": [], "format": "tsv", "validation_split": 0.7},
                         "loop": {"batch_size": 0, "epochs": "three", "batchsize": 1},
                         "lora": {"dropout": 1, "target_modules": [], "init_from": "relative/path"},
                         "optim": {"scheduler": "step"}, "validation": {"metric": "f1", "patience": 2}, "sead": 1}
                        """, "train.json"))
                .isInstanceOfSatisfying(
                        TrainingFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.INVALID_SPEC))
                .message()
                .contains(
                        "train.json",
                        "model.base: is missing, as is architecture",
                        "data.files: is [], expected a list of at least one entry",
                        "data.format: is \"tsv\", expected one of jsonl, json, csv, text, tokens",
                        "data.validation_split: is 0.7, expected a share from 0 to 0.5",
                        "loop.batch_size: is 0, expected a whole number from 1",
                        "loop.epochs: is \"three\"",
                        "loop.batchsize: no such field; known here are [batch_size,",
                        "lora.dropout: is 1, expected a probability from 0 to below 1",
                        "lora.target_modules: is []",
                        "lora.init_from: is \"relative/path\", expected an absolute path",
                        "optim.learning_rate: is missing, expected a number above 0",
                        "optim.scheduler: is \"step\"",
                        "validation.metric: is \"f1\"",
                        "sead: no such field");
    }

    @Test
    void settingsThatContradictEachOtherAreProblems() {
        assertThatThrownBy(() -> TrainConfigJson.parse("""
                        {"model": {"base": "/m", "architecture": {"vocab_size": 300, "hidden_size": 66,
                           "intermediate_size": 1, "num_hidden_layers": 1, "num_attention_heads": 6,
                           "num_key_value_heads": 4, "max_position_embeddings": 16}},
                         "data": {"files": ["/d"], "max_length": 32},
                         "optim": {"learning_rate": 1}, "validation": {"patience": 2}}
                        """, "train.json"))
                .message()
                .contains(
                        "model.base: is set together with architecture",
                        "model.architecture.num_key_value_heads: is 4, expected a divisor of num_attention_heads 6",
                        "model.architecture.head_dim: is 11, expected an even number",
                        "data.max_length: is 32, expected at most max_position_embeddings 16",
                        "validation.patience: is 2 without rows to validate on");
    }

    @Test
    void eachOptimizerHasItsOwnNumbers() {
        String sgd = SMALLEST.replace("1e-4}", "1e-4, \"optimizer\": \"sgd\", \"momentum\": 0.9, \"nesterov\": true}");
        TrainConfig config = TrainConfigJson.parse(sgd, "test");
        assertThat(config.optim().momentum()).isEqualTo(0.9);
        assertThat(TrainConfigJson.parse(TrainConfigJson.write(config), "test")).isEqualTo(config);
        assertThatThrownBy(() ->
                        TrainConfigJson.parse(sgd.replace("0.9", "0").replace("true", "true, \"eps\": 1"), "test"))
                .message()
                .contains("optim.nesterov: is true without momentum", "optim.eps: no such field");
        assertThatThrownBy(() -> TrainConfigJson.parse(
                        SMALLEST.replace("1e-4}", "1e-4, \"betas\": [0.9, 1], \"momentum\": 0.9}"), "test"))
                .message()
                .contains("optim.betas: is 1, expected two numbers", "optim.momentum: no such field");
    }

    @Test
    void whatGpt2DoesNotHaveIsAProblem() {
        String shape = SMALLEST.replace(
                "{\"base\": \"/models/llama\"}",
                "{\"architecture\": {\"model_type\": \"gpt2\", \"vocab_size\": 300, \"hidden_size\": 60,"
                        + " \"intermediate_size\": 240, \"num_hidden_layers\": 1, \"num_attention_heads\": 4 %s}}");
        assertThat(TrainConfigJson.parse(shape.formatted(""), "test").model().architecture())
                .hasValueSatisfying(gpt2 -> assertThat(gpt2.headDim()).isEqualTo(15));
        assertThatThrownBy(() -> TrainConfigJson.parse(
                        shape.formatted(", \"num_key_value_heads\": 2, \"head_dim\": 8, \"rope_theta\": 1,"
                                + " \"rms_norm_eps\": 0.1"),
                        "test"))
                .message()
                .contains(
                        "architecture.num_key_value_heads: is 2, but each head of gpt2 has its own",
                        "architecture.head_dim: is 8, but gpt2 has 15",
                        "architecture.rope_theta: is set",
                        "architecture.rms_norm_eps: is set");
    }

    @Test
    void whatIsNoJsonObjectIsSaidSo() {
        assertThatThrownBy(() -> TrainConfigJson.parse("{", "a.json"))
                .hasMessageContaining("a.json is not readable as JSON");
        assertThatThrownBy(() -> TrainConfigJson.parse("[]", "a.json"))
                .hasMessageContaining("expected one JSON object");
        assertThatThrownBy(() -> TrainConfigJson.read(Path.of("/nowhere/train.json")))
                .hasMessageContaining("there is no configuration file /nowhere/train.json");
    }
}
