package dev.trainyard.contracts.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpecLayoutTest {
    @Test
    void readsTheFlatForm() {
        JobSpec spec = JobSpecReader.read("""
                {"model_type": "llama", "hidden_size": 64, "num_heads": 4, "data_path": "rows.jsonl", "epochs": 3,
                 "batch_size": 4, "learning_rate": 0.001, "optimizer": "adamw", "early_stopping": true, "patience": 2,
                 "validation_split": 0.1, "output_dir": "out/First Model"}
                """);
        assertThat(spec.name()).isEqualTo("first-model");
        assertThat(spec.model().architecture().orElseThrow().hiddenSize()).isEqualTo(64);
        assertThat(spec.trainingData().path()).containsExactly("rows.jsonl");
        assertThat(spec.hyperparameters().epochs()).isEqualTo(3);
        assertThat(spec.hyperparameters().batchSize()).isEqualTo(4);
        assertThat(spec.optimization().earlyStopping().enabled()).isTrue();
        assertThat(spec.optimization().earlyStopping().patience()).isEqualTo(2);
        assertThat(spec.metadata()).containsEntry("output_dir", "out/First Model");
    }

    @Test
    void theFlatFormTakesABaseModelAndSharedSections() {
        JobSpec spec = JobSpecReader.read("""
                name: tuned
                base_model: models/tiny
                model_type: llama
                data_path: a.jsonl, b.jsonl
                lora_r: 4
                evaluation: {max_samples: 10}
                eval_steps: 25
                deployment: {auto_deploy: true}
                """);
        assertThat(spec.model().base()).contains("models/tiny");
        assertThat(spec.model().architecture()).isEmpty();
        assertThat(spec.adapter().method()).isEqualTo(AdapterSpec.Method.LORA);
        assertThat(spec.adapter().r()).isEqualTo(4);
        assertThat(spec.evaluation().maxSamples()).isEqualTo(10);
        assertThat(spec.evaluation().everySteps()).isEqualTo(25);
        assertThat(spec.deployment().autoDeploy()).isTrue();
    }

    @Test
    void readsTheThreeSectionForm() {
        JobSpec spec = JobSpecReader.read("""
                {"name": "tiny",
                 "model_config": {"model_type": "llama", "hidden_size": 64, "num_attention_heads": 4},
                 "training_config": {"epochs": 2, "learning_rate": 1e-3},
                 "data_config": {"train_path": "book.txt", "format": "text", "max_length": 128}}
                """);
        assertThat(spec.hyperparameters().epochs()).isEqualTo(2);
        assertThat(spec.hyperparameters().maxLength()).isEqualTo(128);
        assertThat(spec.trainingData().format()).isEqualTo(DataSpec.Format.TEXT);
    }

    @Test
    void problemsNameTheFieldsAsTheUserDid() {
        assertThat(
                        problems(
                                "{\"model_type\": \"mamba\", \"lr\": 7, \"epochs\": 0, \"epoch\": 1, \"early_stopping\": true}"))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("model_type", "lr", "epochs", "epoch", "data_path");
        assertThat(problems(
                        "{\"name\":\"a\",\"model_config\":{\"base_model\":\"m\"},\"training_config\":{\"epochs\":\"x\"},"
                                + "\"data_config\":{\"pth\":\"rows\"}}"))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("training_config.epochs", "data_config.pth", "data_config.data_path");
    }

    @Test
    void oneFieldUnderTwoNamesIsRefused() {
        assertThat(problems("{name: a, base_model: m, data_path: p, lr: 0.1, learning_rate: 0.2}"))
                .extracting(Problem::message)
                .containsExactly("given twice under different names: keep one of them");
    }

    @Test
    void aFlatFieldInTheWrongPlaceIsUnknown() {
        List<Problem> problems = problems("{name: a, model: {base: m}, training_data: {path: p}, learning_rate: 0.1}");
        assertThat(problems).extracting(Problem::field).containsExactly("learning_rate");
        assertThat(problems.get(0).message()).contains("hyperparameters.learning_rate");
    }

    private static List<Problem> problems(String text) {
        TrainyardException thrown = catchThrowableOfType(TrainyardException.class, () -> JobSpecReader.read(text));
        assertThat(thrown).as("the spec is refused").isNotNull();
        return thrown.problems();
    }
}
