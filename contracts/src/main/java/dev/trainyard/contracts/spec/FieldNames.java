package dev.trainyard.contracts.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names of the flat and the three-section form, with their places in the spec. The first name of a place is the one
 * that problems use.
 */
final class FieldNames {
    static final List<String> SECTIONS = List.of("model_config", "training_config", "data_config");

    private static final Map<String, String> PLACES = new LinkedHashMap<>();
    private static final Map<String, String> SECTION_OF = new LinkedHashMap<>();

    static {
        String model = SECTIONS.get(0);
        add(model, "model.base", "base_model", "base", "model_path", "model_name_or_path");
        add(model, "model.task", "task", "task_type");
        add(model, "model.num_labels", "num_labels");
        add(model, "model.labels", "labels");
        for (String key : List.of(
                "model_type",
                "vocab_size",
                "hidden_size",
                "intermediate_size",
                "num_hidden_layers",
                "num_attention_heads",
                "num_key_value_heads",
                "head_dim",
                "max_position_embeddings",
                "rope_theta",
                "rms_norm_eps",
                "tie_word_embeddings")) {
            add(model, "model.architecture." + key, key);
        }
        add(model, "model.architecture.num_hidden_layers", "num_layers");
        add(model, "model.architecture.num_attention_heads", "num_heads");
        add(model, "adapter.method", "adapter_method");
        add(model, "adapter.r", "lora_r", "lora_rank");
        add(model, "adapter.alpha", "lora_alpha");
        add(model, "adapter.dropout", "lora_dropout");
        add(model, "adapter.target_modules", "target_modules");
        add(model, "adapter.use_rslora", "use_rslora");
        add(model, "adapter.rank_pattern", "rank_pattern");
        add(model, "adapter.alpha_pattern", "alpha_pattern");
        add(model, "adapter.exclude_modules", "exclude_modules");
        add(model, "adapter.layers_to_transform", "layers_to_transform");
        add(model, "adapter.modules_to_save", "modules_to_save");
        add(model, "adapter.init_from", "init_from", "adapter_path");

        String data = SECTIONS.get(2);
        add(data, "training_data.path", "data_path", "train_path", "path");
        add(data, "training_data.format", "data_format", "format");
        add(data, "training_data.validation_split", "validation_split");
        add(data, "training_data.validation_path", "validation_path", "val_path");
        add(data, "training_data.shuffle", "shuffle");
        for (String key : List.of("text_field", "text_pair_field", "label_field", "prompt_field", "completion_field")) {
            add(data, "training_data." + key, key);
        }
        add(data, "hyperparameters.max_length", "max_length", "max_seq_length");
        add(data, "optimization.packing", "packing");
        add(data, "optimization.group_by_length", "group_by_length");

        String training = SECTIONS.get(1);
        add(training, "hyperparameters.learning_rate", "learning_rate", "lr");
        add(training, "hyperparameters.epochs", "epochs", "num_epochs", "num_train_epochs");
        for (String key : List.of(
                "batch_size",
                "gradient_accumulation_steps",
                "max_steps",
                "warmup_steps",
                "weight_decay",
                "max_grad_norm",
                "seed")) {
            add(training, "hyperparameters." + key, key);
        }
        add(training, "optimization.optimizer", "optimizer");
        for (String key : List.of("betas", "eps", "momentum", "nesterov")) {
            add(training, "optimization." + key, key);
        }
        add(training, "optimization.objective", "objective");
        add(training, "optimization.dpo", "dpo");
        add(training, "optimization.scheduler", "scheduler", "lr_scheduler");
        add(training, "optimization.precision", "precision");
        add(training, "optimization.gradient_checkpointing", "gradient_checkpointing");
        add(training, "optimization.early_stopping", "early_stopping");
        add(training, "optimization.early_stopping.patience", "early_stopping_patience", "patience");
        add(training, "checkpoints.every_steps", "save_steps");
        add(training, "evaluation.every_steps", "eval_steps");
        add(training, "evaluation.metrics", "metrics");
        add(training, "evaluation.save_best_model", "save_best_model");
        for (String key : List.of("distributed", "strategy", "devices", "world_size")) {
            add(training, "training." + key, key);
        }
        add(training, "deployment.auto_deploy", "auto_deploy");
        add(training, "deployment.deployment_target", "deployment_target");
        // Outputs lie in the artifact store; where the user wanted them stays visible as a label.
        add(training, "metadata.output_dir", "output_dir");
    }

    private FieldNames() {}

    private static void add(String section, String place, String... names) {
        for (String name : names) {
            PLACES.put(name, place);
        }
        SECTION_OF.putIfAbsent(place, section);
    }

    /** Where a name of the flat form belongs. */
    static Optional<String> place(String name) {
        return Optional.ofNullable(PLACES.get(name));
    }

    static List<String> all() {
        return List.copyOf(PLACES.keySet());
    }

    /** What a place is called in the flat form. */
    static Optional<String> flatName(String place) {
        return PLACES.entrySet().stream()
                .filter(entry -> entry.getValue().equals(place))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** What a place is called in the three-section form. */
    static Optional<String> sectionName(String place) {
        return flatName(place).map(name -> SECTION_OF.get(place) + "." + name);
    }
}
