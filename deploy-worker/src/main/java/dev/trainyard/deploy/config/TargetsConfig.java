package dev.trainyard.deploy.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Settings under {@code trainyard.targets}: where {@code deployment.deployment_target} of a job leads. Addresses and
 * secrets come from here alone, never from a job.
 */
@ConfigMapping(prefix = "trainyard.targets")
public interface TargetsConfig {
    /** An Ollama server. */
    Ollama ollama();

    /** The Hugging Face Hub, or a hub that speaks its protocol. */
    HuggingFace huggingface();

    /** Longest time until one of these servers takes a connection or answers a short request; 1 second to 10 minutes. */
    @WithDefault("30s")
    Duration answer();

    /** Settings under {@code trainyard.targets.ollama}. */
    interface Ollama {
        /** Base URL of the server; without one there is no such target. */
        Optional<URI> url();

        /** Sent as bearer token, for servers behind a proxy that asks for one. */
        Optional<String> token();

        /** In front of the model's name, as in {@code team/model}. */
        Optional<String> namespace();

        /** Precision of the GGUF files that are made for it. */
        @Pattern(regexp = "f32|f16|bf16|q8_0|q4_0|q4_k_m")
        @WithDefault("f16")
        String quantization();

        /** Parameters of each model, such as {@code num_ctx}. */
        Map<String, String> parameters();

        /** What a model is asked before users get it. */
        @NotBlank
        @WithDefault("Hello")
        String prompt();

        /** Longest time in which the server makes a model; 1 minute to 1 day. */
        @WithDefault("30m")
        Duration createLimit();

        /** Longest time for an answer, loading included; 1 second to 1 hour. */
        @WithDefault("5m")
        Duration answerLimit();
    }

    /** Settings under {@code trainyard.targets.huggingface}; address and token are those of its own clients otherwise. */
    interface HuggingFace {
        /** Base URL of the hub; default: the variable {@code HF_ENDPOINT}, or the Hugging Face Hub. */
        Optional<URI> url();

        /** A token that may write; default: the variable {@code HF_TOKEN}. Without one there is no such target. */
        Optional<String> token();

        /** User or organisation of the repositories; default: the token's user. */
        Optional<String> owner();

        /** Whether repositories that are made are private. */
        @WithDefault("true")
        boolean hidden();
    }
}
