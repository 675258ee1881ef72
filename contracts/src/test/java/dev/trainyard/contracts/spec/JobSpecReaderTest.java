package dev.trainyard.contracts.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobSpecReaderTest {
    private static final String LEAST = """
            name: course-assistant
            model: {base: models/tiny}
            training_data: {path: rows.jsonl}
            """;

    @Test
    void fillsInDefaults() {
        JobSpec spec = JobSpecReader.read(LEAST);
        assertThat(spec.adapter().method()).isEqualTo(AdapterSpec.Method.NONE);
        assertThat(spec.hyperparameters().learningRate()).isEqualTo(2e-5);
        assertThat(spec.hyperparameters().maxSteps()).isEmpty();
        assertThat(spec.hyperparameters().batchSize()).isEqualTo(8);
        assertThat(spec.trainingData().format()).isEqualTo(DataSpec.Format.JSONL);
        assertThat(spec.trainingData().shuffle()).isTrue();
        assertThat(spec.resources()).isEqualTo(new Resources("default", Resources.Priority.NORMAL, 0));
        assertThat(spec.deployment().autoDeploy()).isFalse();
    }

    @Test
    void readsTheWholeForm() {
        JobSpec spec = JobSpecReader.read("""
                name: course-assistant
                model: {base: "models:/tiny/latest", task: causal_lm}
                training_data: {path: [a.jsonl, b.jsonl], format: tokens, validation_path: v.jsonl, shuffle: false}
                hyperparameters: {learning_rate: 1e-4, batch_size: 1, gradient_accumulation_steps: 8, epochs: 2,
                  max_steps: null, max_length: 256, warmup_steps: 100, weight_decay: 0.0, max_grad_norm: 1, seed: 7}
                adapter: {method: lora, r: 8, alpha: 16, dropout: 0.05, target_modules: [q_proj, v_proj], init_from: start}
                optimization:
                  optimizer: adamw
                  scheduler: cosine
                  precision: fp32
                  gradient_checkpointing: false
                  packing: true
                  early_stopping: {enabled: true, patience: 5, min_delta: 0.01, metric: perplexity}
                training: {distributed: false, strategy: data_parallel, devices: [], world_size: 1}
                evaluation: {metrics: [perplexity, exact_match], data: e.jsonl, every_steps: 50, thresholds: {perplexity: 3}}
                deployment: {auto_deploy: true, deployment_target: local, health_check_timeout_seconds: 30}
                metadata: {team: courses, round: 3}
                """);
        assertThat(spec.hyperparameters().learningRate()).isEqualTo(1e-4);
        assertThat(spec.trainingData().path()).containsExactly("a.jsonl", "b.jsonl");
        assertThat(spec.trainingData().format()).isEqualTo(DataSpec.Format.TOKENS);
        assertThat(spec.adapter())
                .isEqualTo(new AdapterSpec(
                        AdapterSpec.Method.LORA, 8, 16, 0.05, List.of("q_proj", "v_proj"), Optional.of("start")));
        assertThat(spec.optimization().packing()).isTrue();
        assertThat(spec.optimization().earlyStopping())
                .isEqualTo(new Optimization.EarlyStopping(true, 5, 0.01, "perplexity"));
        assertThat(spec.evaluation().thresholds()).containsEntry("perplexity", 3.0);
        assertThat(spec.metadata()).containsEntry("round", "3").containsEntry("team", "courses");
    }

    @Test
    void whatItPrintsItReadsBack() {
        JobSpec spec = JobSpecReader.read(LEAST + "adapter: {r: 4}\nmetadata: {number: \"007\", yes: \"no\"}\n");
        assertThat(JobSpecReader.read(JobSpecWriter.json(spec))).isEqualTo(spec);
        assertThat(JobSpecReader.read(JobSpecWriter.yaml(spec))).isEqualTo(spec);
        assertThat(JobSpecWriter.yaml(spec)).contains("learning_rate: 1.0E-4").contains("task: causal-lm");
    }

    @Test
    void reportsEveryProblemAtOnceWithItsField() {
        List<Problem> problems = problems("""
                name: Course Assistant
                model: {base: models/tiny, architecture: {hidden_size: 100, num_attention_heads: 8}}
                training_data: {path: rows.jsonl, validation_split: 0.7, format: parquet}
                hyperparameters: {learning_rate: 5, epochs: three, batch_sise: 4, warmup_steps: 1.5}
                adapter: {method: lokr}
                optimization: {precision: fp16, packing: true, group_by_length: true, gradient_checkpointing: 1}
                training: {distributed: false, world_size: 2, strategy: fsdp, devices: [0, 1]}
                deployment: {deployment_target: openai}
                colour: red
                """);
        assertThat(problems)
                .extracting(Problem::field)
                .containsExactlyInAnyOrder(
                        "name",
                        "model.architecture",
                        "model.architecture.num_attention_heads",
                        "training_data.validation_split",
                        "training_data.format",
                        "hyperparameters.learning_rate",
                        "hyperparameters.epochs",
                        "hyperparameters.batch_sise",
                        "hyperparameters.warmup_steps",
                        "adapter.method",
                        "optimization.precision",
                        "optimization.group_by_length",
                        "optimization.gradient_checkpointing",
                        "training.world_size",
                        "training.strategy",
                        "training.devices",
                        "deployment.deployment_target",
                        "colour");
        assertThat(message(problems, "hyperparameters.batch_sise")).contains("did you mean \"batch_size\"?");
        assertThat(message(problems, "adapter.method"))
                .startsWith("unknown value \"lokr\"")
                .endsWith("supported: none, lora, qlora, dora");
        assertThat(message(problems, "model.architecture.num_attention_heads"))
                .isEqualTo("8 does not divide hidden_size 100: set num_attention_heads to 5 or 10, or give head_dim");
        assertThat(message(problems, "hyperparameters.epochs"))
                .isEqualTo("expected a whole number, found the text \"three\"");
        assertThat(message(problems, "hyperparameters.learning_rate"))
                .isEqualTo("5 is out of range: give a number above 0 to 1");
    }

    @Test
    void gpusAreOneForEachProcess() {
        assertThat(JobSpecReader.read(LEAST + "resources: {gpus: 1}\n")
                        .resources()
                        .gpus())
                .isEqualTo(1);
        assertThat(JobSpecReader.read(LEAST + "training: {world_size: 2}\nresources: {gpus: 2}\n")
                        .resources()
                        .gpus())
                .isEqualTo(2);
        assertThat(message(problems(LEAST + "training: {world_size: 2}\nresources: {gpus: 1}\n"), "resources.gpus"))
                .isEqualTo("1 GPUs for 2 processes: each process computes on one, so set it to 2, or to 0 to train on"
                        + " CPUs");
    }

    @Test
    void severalProcessesAreAskedForByTheirNumber() {
        assertThat(JobSpecReader.read(LEAST + "training: {distributed: true, strategy: data_parallel, world_size: 2}\n")
                        .training())
                .isEqualTo(new Distribution(true, 2));
        assertThat(JobSpecReader.read(LEAST + "training: {world_size: 3, devices: cpu}\n")
                        .training())
                .isEqualTo(new Distribution(true, 3));
        assertThat(problems(LEAST + "training: {distributed: true}\n"))
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.message()).startsWith("missing: give the number of processes"));
    }

    @Test
    void readsEveryKindOfAdapter() {
        AdapterSpec qlora = adapter("{method: qlora, r: 4, use_rslora: true, target_modules: '.*(q|v)_proj',"
                + " exclude_modules: [lm_head], rank_pattern: {v_proj: 2}, alpha_pattern: {'layers.0': 1.5},"
                + " modules_to_save: score}");
        assertThat(qlora.method()).isEqualTo(AdapterSpec.Method.QLORA);
        assertThat(qlora.targetModules()).containsExactly(".*(q|v)_proj");
        assertThat(AdapterSpec.isRegex(qlora.targetModules())).isTrue();
        assertThat(qlora.useRslora()).contains(true);
        assertThat(qlora.rankPattern()).contains(Map.of("v_proj", 2));
        assertThat(qlora.alphaPattern()).contains(Map.of("layers.0", 1.5));
        assertThat(qlora.excludeModules()).contains(List.of("lm_head"));
        assertThat(qlora.modulesToSave()).contains(List.of("score"));
        assertThat(qlora.quantization()).contains(new AdapterSpec.Quantization("nf4", true, List.of()));

        AdapterSpec dora = adapter("{method: dora, target_modules: 'q_proj, v_proj', layers_to_transform: [0, 2],"
                + " quantization: {double_quant: false, skip_modules: [mlp]}}");
        assertThat(dora.targetModules()).containsExactly("q_proj", "v_proj");
        assertThat(dora.layersToTransform()).contains(List.of(0, 2));
        assertThat(dora.quantization()).contains(new AdapterSpec.Quantization("nf4", false, List.of("mlp")));
        assertThat(adapter("{method: lora}").quantization()).isEmpty();
        JobSpec spec = JobSpecReader.read(LEAST + "adapter: {method: qlora, rank_pattern: {a: 3}}\n");
        assertThat(JobSpecReader.read(JobSpecWriter.json(spec))).isEqualTo(spec);
        assertThat(JobSpecReader.read(JobSpecWriter.yaml(spec))).isEqualTo(spec);
        assertThat(spec.hyperparameters().learningRate()).isEqualTo(1e-4);
    }

    private static AdapterSpec adapter(String yaml) {
        return JobSpecReader.read(LEAST + "adapter: " + yaml + "\n").adapter();
    }

    @Test
    void saysWhatIsWrongWithAnAdapter() {
        List<Problem> problems =
                problems(LEAST + "adapter: {method: lora, target_modules: '.*[', exclude_modules: [a, b*],"
                        + " layers_to_transform: [0.5], rank_pattern: {q_proj: 0, '(': 1}, alpha_pattern: 3,"
                        + " quantization: {quant_type: fp4}}");
        assertThat(problems)
                .extracting(Problem::field)
                .containsExactlyInAnyOrder(
                        "adapter.target_modules",
                        "adapter.exclude_modules",
                        "adapter.layers_to_transform",
                        "adapter.rank_pattern.q_proj",
                        "adapter.rank_pattern",
                        "adapter.alpha_pattern",
                        "adapter.quantization.quant_type",
                        "adapter.quantization");
        assertThat(message(problems, "adapter.quantization.quant_type"))
                .isEqualTo("fp4 is not supported by this release; supported: nf4");
        assertThat(message(problems, "adapter.quantization")).contains("contradicts method lora");
        assertThat(problems("name: m\nmodel: {architecture: {}}\ntraining_data: {path: a}\nadapter: {method: qlora}\n"))
                .extracting(Problem::message)
                .containsExactly("qlora needs a trained base model: give model.base instead of model.architecture, or"
                        + " set adapter.method to none");
    }

    @Test
    void aClassifierHasLabelsAndItsOwnMetrics() {
        JobSpec spec = JobSpecReader.read("""
                name: intents
                model: {architecture: {model_type: bert, hidden_size: 64}, task: sequence-classification, labels: [a, b]}
                training_data: {path: rows.csv, text_field: question, validation_split: 0.1}
                optimization: {early_stopping: {metric: f1_score}}
                evaluation: {metrics: [accuracy, f1_score], thresholds: {accuracy: 0.8}}
                deployment: {auto_deploy: true}
                """);
        assertThat(spec.deployment().autoDeploy()).isTrue();
        assertThat(spec.model().task()).isEqualTo(ModelSpec.Task.SEQUENCE_CLASSIFICATION);
        assertThat(spec.model().labels()).contains(List.of("a", "b"));
        assertThat(spec.model().architecture().orElseThrow().intermediateSize()).isEqualTo(256);
        assertThat(spec.trainingData().format()).isEqualTo(DataSpec.Format.CSV);
        assertThat(spec.trainingData().columns()).isEqualTo(Map.of("text", "question"));
        assertThat(JobSpecReader.read(JobSpecWriter.yaml(spec))).isEqualTo(spec);
        assertThat(problems("""
                name: m
                model: {base: models/tiny, num_labels: 3}
                training_data: {path: rows.jsonl}
                optimization: {early_stopping: {enabled: false, metric: accuracy}}
                """))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("model.num_labels", "optimization.early_stopping.metric");
        assertThat(problems("""
                name: m
                model: {base: models/tiny, task: sequence-classification, num_labels: 3, labels: [a, a]}
                training_data: {path: rows.txt}
                optimization: {early_stopping: {enabled: false, metric: perplexity}}
                """))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder(
                        "model.labels",
                        "model.num_labels",
                        "optimization.early_stopping.metric",
                        "training_data.format");
    }

    @ParameterizedTest
    @CsvSource({
        "sequence-classification, loss, validation_loss",
        "sequence-classification, val_loss, validation_loss",
        "sequence-classification, accuracy, accuracy",
        "sequence-classification, macro_f1, f1_score",
        "sequence-classification, f1, f1_score",
        "sequence-classification, f1_weighted, f1_weighted",
        "sequence-classification, f1_micro, accuracy",
        "causal-lm, eval_loss, validation_loss",
        "causal-lm, perplexity, perplexity",
        "causal-lm, token_accuracy, token_accuracy"
    })
    void earlyStoppingWatchesWhatTheTaskMeasures(String task, String written, String metric) {
        JobSpec spec = JobSpecReader.read(watching(task, written));

        assertThat(spec.optimization().earlyStopping().metric()).isEqualTo(metric);
        assertThat(spec.optimization().earlyStopping().enabled()).isTrue();
        assertThat(spec.evaluation().saveBestModel()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            causal-lm               | accuracy       | validation_loss, perplexity, token_accuracy
            causal-lm               | macro_f1       | validation_loss, perplexity, token_accuracy
            sequence-classification | perplexity     | validation_loss, accuracy, f1_score, f1_weighted
            sequence-classification | token_accuracy | validation_loss, accuracy, f1_score, f1_weighted
            sequence-classification | recall         | validation_loss, perplexity, token_accuracy, accuracy, f1_score, f1_weighted
            """)
    void earlyStoppingOnWhatTheTaskDoesNotMeasureIsRefusedWithWhatItDoes(String task, String metric, String supported) {
        assertThat(problems(watching(task, metric))).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo("optimization.early_stopping.metric");
            assertThat(problem.message()).contains("supported: " + supported);
        });
    }

    private static String watching(String task, String metric) {
        return """
                name: m
                model: {base: models/tiny, task: %s}
                training_data: {path: rows.jsonl, validation_split: 0.1}
                optimization: {early_stopping: {patience: 2, metric: %s}}
                """.formatted(task, metric);
    }

    @Test
    void groupingByLengthNeedsShuffledRows() {
        assertThat(JobSpecReader.read(LEAST + "optimization: {group_by_length: true}\n")
                        .optimization()
                        .groupByLength())
                .isTrue();
        assertThat(problems("""
                name: m
                model: {base: models/tiny}
                training_data: {path: rows.jsonl, shuffle: false}
                optimization: {group_by_length: true}
                """)).extracting(Problem::field).containsExactly("optimization.group_by_length");
    }

    @Test
    void anEmptyObjectSaysWhatIsMissing() {
        assertThat(problems("{}"))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("name", "model.base", "training_data.path");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1e-4|1.0E-4",
                "1.0e-4|1.0E-4",
                "0.0001|1.0E-4",
                "1E-3|0.001",
                ".5|0.5",
                "1|1.0",
            })
    void readsNumbersAsPeopleWriteThem(String written, double value) {
        JobSpec spec = JobSpecReader.read(LEAST + "hyperparameters: {learning_rate: " + written + "}");
        assertThat(spec.hyperparameters().learningRate()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "-1", "0", "[1]", "{a: 1}", "true", "\"\"", "1e-4x"})
    void refusesWhatIsNoLearningRate(String written) {
        assertThat(problems(LEAST + "hyperparameters: {learning_rate: " + written + "}"))
                .extracting(Problem::field)
                .containsExactly("hyperparameters.learning_rate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl, b.jsonl", "[a.jsonl, b.jsonl]", "\"a.jsonl,b.jsonl\""})
    void takesSeveralFilesAsListOrText(String path) {
        JobSpec spec = JobSpecReader.read(LEAST.replace("{path: rows.jsonl}", "\n  path: " + path));
        assertThat(spec.trainingData().path()).containsExactly("a.jsonl", "b.jsonl");
    }

    @Test
    void learnsPreferencesWithTheObjectiveOrItsNumbers() {
        JobSpec named = JobSpecReader.read(LEAST + "optimization: {objective: dpo}");
        assertThat(named.optimization().dpo()).contains(new Optimization.Dpo(0.1, 0));
        JobSpec numbered = JobSpecReader.read(LEAST + "optimization: {dpo: {beta: 0.5, label_smoothing: 0.1}}");
        assertThat(numbered.optimization().dpo()).contains(new Optimization.Dpo(0.5, 0.1));
        assertThat(JobSpecReader.read(JobSpecWriter.json(numbered))).isEqualTo(numbered);
        assertThat(JobSpecReader.read(LEAST).optimization().dpo()).isEmpty();
        assertThat(problems(LEAST + "optimization: {objective: supervised, dpo: {beta: 0}}"))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("optimization.dpo", "optimization.dpo.beta");
        assertThat(problems(
                        LEAST + "optimization: {objective: dpo, early_stopping: {enabled: true, metric: perplexity}}"))
                .extracting(Problem::field)
                .contains("optimization.early_stopping.metric");
    }

    @Test
    void eachOptimizerHasItsOwnNumbers() {
        JobSpec adam = JobSpecReader.read(LEAST + "optimization: {optimizer: adam, betas: [0.8, 0.95], eps: 1e-6}");
        assertThat(adam.optimization().optimizer()).isEqualTo(Optimization.Optimizer.ADAM);
        assertThat(adam.optimization().betas()).contains(List.of(0.8, 0.95));
        assertThat(adam.optimization().eps()).hasValue(1e-6);
        JobSpec sgd = JobSpecReader.read(LEAST + "optimization: {optimizer: sgd, momentum: 0.9, nesterov: true}");
        assertThat(sgd.optimization().momentum()).hasValue(0.9);
        assertThat(sgd.optimization().nesterov()).contains(true);
        for (JobSpec spec : List.of(adam, sgd)) {
            assertThat(JobSpecReader.read(JobSpecWriter.json(spec))).isEqualTo(spec);
        }
        assertThat(problems(LEAST + "optimization: {optimizer: sgd, betas: [0.8, 0.95], nesterov: true}"))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("optimization.betas", "optimization.nesterov");
        assertThat(problems(LEAST + "optimization: {momentum: 0.9, betas: [0.8], eps: 0}"))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("optimization.momentum", "optimization.betas", "optimization.eps");
    }

    @Test
    void trainsANewModelFromItsShape() {
        JobSpec spec = JobSpecReader.read("""
                {"name": "tiny", "model": {"architecture": {"hidden_size": 64, "num_attention_heads": 4}},
                 "training_data": {"path": "book.txt"}}
                """);
        ModelSpec.Architecture shape = spec.model().architecture().orElseThrow();
        assertThat(shape.modelType()).isEqualTo("llama");
        assertThat(shape.headDim()).isEqualTo(16);
        assertThat(shape.numKeyValueHeads()).isEqualTo(4);
        assertThat(shape.intermediateSize()).isEqualTo(192);
        assertThat(spec.trainingData().format()).isEqualTo(DataSpec.Format.TEXT);
        assertThat(spec.hyperparameters().learningRate()).isEqualTo(5e-4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2", "qwen3", "gpt2"})
    void trainsANewModelOfEveryDecoderFamily(String family) {
        JobSpec spec = JobSpecReader.read("""
                name: tiny
                model: {architecture: {model_type: %s, hidden_size: 64, num_attention_heads: 4}}
                training_data: {path: book.txt}
                """.formatted(family));
        ModelSpec.Architecture shape = spec.model().architecture().orElseThrow();
        assertThat(shape.modelType()).isEqualTo(family);
        assertThat(shape.intermediateSize()).isEqualTo(family.equals("gpt2") ? 256 : 192);
        assertThat(JobSpecReader.read(JobSpecWriter.json(spec))).isEqualTo(spec);
    }

    @Test
    void whatGpt2DoesNotHaveIsRefused() {
        assertThat(problems("""
                name: tiny
                model: {architecture: {model_type: gpt2, hidden_size: 64, num_attention_heads: 4, head_dim: 8,
                  num_key_value_heads: 2, rope_theta: 500000, rms_norm_eps: 0.01}}
                training_data: {path: book.txt}
                """))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder(
                        "model.architecture.head_dim",
                        "model.architecture.num_key_value_heads",
                        "model.architecture.rope_theta",
                        "model.architecture.rms_norm_eps");
    }

    @Test
    void aNewModelOfShortContextNeedsNoMaxLength() {
        JobSpec spec = JobSpecReader.read("""
                name: a
                model: {architecture: {max_position_embeddings: 128}}
                training_data: {path: a.txt}
                """);
        assertThat(spec.hyperparameters().maxLength()).isEqualTo(128);
    }

    @Test
    void contradictionsAreRefused() {
        assertThat(problems("""
                        name: a
                        model: {architecture: {max_position_embeddings: 128}}
                        training_data: {path: a.jsonl, validation_split: 0.1, validation_path: v.jsonl}
                        hyperparameters: {max_length: 512}
                        adapter: {method: lora}
                        """))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder(
                        "training_data.validation_split", "hyperparameters.max_length", "adapter.method");
        assertThat(problems(LEAST + "optimization: {early_stopping: true}\n"))
                .extracting(Problem::field)
                .containsExactly("optimization.early_stopping");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "[1, 2]",
                "just text",
                "{\"a\": ",
                "a: [",
                "{\"a\":1,\"a\":2}",
                "a: 1\na: 2",
                "a: .nan",
                "{} {}",
                "a: 1\n---\nb: 2"
            })
    void anUnreadableDocumentIsRefused(String text) {
        TrainyardException thrown = catchThrowableOfType(TrainyardException.class, () -> JobSpecReader.read(text));
        assertThat(thrown.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void bombsAreRefused() {
        String aliases = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
        assertThatThrownBy(() -> JobSpecReader.read(aliases)).hasMessageContaining("alias");
        String deep = "name: " + "[".repeat(10_000) + "]".repeat(10_000);
        assertThatThrownBy(() -> JobSpecReader.read(deep)).isInstanceOf(TrainyardException.class);
        String huge = "name: " + "x".repeat(SpecText.LONGEST);
        assertThatThrownBy(() -> JobSpecReader.read(huge)).hasMessageContaining("at most");
        String manyFields = "{" + "\"a%d\":1,".repeat(2000).replaceAll("%d", "") + "\"z\":1}";
        assertThatThrownBy(() -> JobSpecReader.read(manyFields)).isInstanceOf(TrainyardException.class);
    }

    @Test
    void everyPathCanBeResolved() {
        JobSpec spec = JobSpecReader.read(LEAST
                + "adapter: {init_from: start}\nevaluation: {data: e.jsonl}\n".concat("metadata: {path: stays}\n"));
        JobSpec resolved = spec.withResolvedPaths(path -> "/srv/" + path);
        assertThat(resolved.model().base()).contains("/srv/models/tiny");
        assertThat(resolved.trainingData().path()).containsExactly("/srv/rows.jsonl");
        assertThat(resolved.adapter().initFrom()).contains("/srv/start");
        assertThat(resolved.evaluation().data()).contains("/srv/e.jsonl");
        assertThat(resolved.metadata()).containsEntry("path", "stays");

        JobSpec registered = JobSpecReader.read(LEAST.replace("models/tiny", "\"models:/tiny/3\""));
        assertThat(registered.withResolvedPaths(path -> "/srv/" + path).model().base())
                .contains("models:/tiny/3");
    }

    @Test
    void thresholdsAreForMeasuredMetrics() {
        JobSpec spec = JobSpecReader.read(LEAST + "evaluation: {metrics: [latency_ms], thresholds: {latency_ms: 20}}");
        assertThat(spec.evaluation().metrics()).containsExactly("latency_ms");
        assertThat(
                        problems(
                                LEAST
                                        + "evaluation: {metrics: [perplexity, blue], thresholds: {latency_ms: 3, exact_match: 1, x: 1}}"))
                .extracting(Problem::field)
                .contains(
                        "evaluation.metrics[1]",
                        "evaluation.thresholds.latency_ms",
                        "evaluation.thresholds.exact_match",
                        "evaluation.thresholds.x");
    }

    @Test
    void evaluationSaysHowSureItIsToBe() {
        EvaluationSpec usual = JobSpecReader.read(LEAST).evaluation();
        assertThat(usual.confidence()).isEqualTo(new Confidence(0.95, 1000, 42, Confidence.Method.BCA));
        assertThat(usual.stride()).isZero();
        EvaluationSpec read = JobSpecReader.read(LEAST
                        + "evaluation: {metrics: [bleu_score, rouge, bleu], thresholds: {rouge: 0.3}, stride: 16,"
                        + " refusal_phrases: [only the railway], confidence: {level: 0.9, method: percentile}}")
                .evaluation();
        assertThat(read.metrics()).containsExactly("bleu", "rouge_l");
        assertThat(read.thresholds()).containsExactly(Map.entry("rouge_l", 0.3));
        assertThat(read.stride()).isEqualTo(16);
        assertThat(read.refusalPhrases()).containsExactly("only the railway");
        assertThat(read.confidence()).isEqualTo(new Confidence(0.9, 1000, 42, Confidence.Method.PERCENTILE));
        assertThat(problems(
                        LEAST + "evaluation: {refusal_phrases: ['?!'], stride: -1, confidence: {level: 2, sed: 1}}"))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder(
                        "evaluation.refusal_phrases[0]",
                        "evaluation.stride",
                        "evaluation.confidence.level",
                        "evaluation.confidence.sed");
    }

    @Test
    void promotionNamesAnAliasAndWhatItIsToBeBetterThan() {
        assertThat(JobSpecReader.read(LEAST).evaluation().promotion()).isEmpty();
        EvaluationSpec read = JobSpecReader.read(
                        LEAST
                                + "evaluation: {promotion: {alias: champion, better_than: '@champion', metric: rouge, require: gain}}")
                .evaluation();
        assertThat(read.promotion())
                .contains(new PromotionSpec(
                        "champion",
                        Optional.of("@champion"),
                        Optional.of("rouge_l"),
                        0.05,
                        PromotionSpec.Require.GAIN));
        assertThat(problems(LEAST
                        + "evaluation: {promotion: {alias: latest, better_than: a/1, significance: 2, aliass: x}}"))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder(
                        "evaluation.promotion.alias",
                        "evaluation.promotion.metric",
                        "evaluation.promotion.significance",
                        "evaluation.promotion.aliass");
        assertThat(problems(LEAST + "evaluation: {promotion: {metric: accuracy}}"))
                .extracting(Problem::field)
                .contains("evaluation.promotion.alias", "evaluation.promotion.better_than");
    }

    @Test
    void problemsOfPathsStandAmongAllOthers() {
        String text = "data_path: [a.jsonl, gone.jsonl]\nbase_model: \"models:/tiny/9\"\nepochs: 0\nname: a\n";
        TrainyardException thrown = catchThrowableOfType(
                TrainyardException.class, () -> JobSpecReader.read(text, JobSpecReaderTest::resolve));
        assertThat(thrown.problems())
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "data_path[1]: gone.jsonl does not exist",
                        "base_model: models:/tiny/9 does not exist",
                        "epochs: 0 is out of range: give a number from 1 to 100000");
        JobSpec spec =
                JobSpecReader.read(LEAST.replace("models/tiny", "\"models:/tiny/1\""), JobSpecReaderTest::resolve);
        assertThat(spec.model().base()).contains("/srv/models:/tiny/1");
    }

    @Test
    void anUnavailableRegistryIsNoProblemOfTheSpec() {
        assertThatThrownBy(() -> JobSpecReader.read(LEAST, (field, path) -> {
                    throw new TrainyardException(ErrorCode.UNAVAILABLE, "registry away");
                }))
                .isInstanceOf(TrainyardException.class)
                .hasMessage("registry away");
    }

    private static String resolve(String field, String path) {
        if (path.contains("gone") || path.endsWith("9")) {
            throw new TrainyardException(ErrorCode.INVALID_DATA, path + " does not exist");
        }
        return "/srv/" + path;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models:/tiny",
                "models:/",
                "models:/Tiny/1",
                "models:/a/../b",
                "s3://bucket/model",
                "http://x/y",
                "hf://tiny",
                "ms://a/b/c",
                "hf://a/b@../x"
            })
    void refusesABaseItCannotFetch(String base) {
        assertThat(problems(LEAST.replace("models/tiny", "\"" + base + "\"")))
                .extracting(Problem::field)
                .containsExactly("model.base");
    }

    @Test
    void takesModelsAndAdaptersOfAHub() {
        JobSpec spec = JobSpecReader.read(LEAST.replace("models/tiny", "Qwen/Qwen2.5-0.5B-Instruct@main")
                + "adapter: {init_from: \"ms://a/b\"}\n");
        assertThat(spec.model().base()).contains("Qwen/Qwen2.5-0.5B-Instruct@main");
        assertThat(spec.adapter().initFrom()).contains("ms://a/b");
        assertThat(problems(LEAST + "adapter: {init_from: \"hf://a\"}\n"))
                .extracting(Problem::field)
                .containsExactly("adapter.init_from");
    }

    private static List<Problem> problems(String text) {
        TrainyardException thrown = catchThrowableOfType(TrainyardException.class, () -> JobSpecReader.read(text));
        assertThat(thrown).as("the spec is refused").isNotNull();
        assertThat(thrown.code()).isEqualTo(ErrorCode.INVALID_SPEC);
        return thrown.problems();
    }

    private static String message(List<Problem> problems, String field) {
        return problems.stream()
                .filter(problem -> problem.field().equals(field))
                .findFirst()
                .orElseThrow()
                .message();
    }
}
