package dev.trainyard.deploy.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.List;
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

    /** An S3-compatible store, and KServe. */
    Cloud cloud();

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

    /** Settings under {@code trainyard.targets.cloud}. */
    interface Cloud {
        /** Bucket of the models; without one there is no such target. */
        Optional<String> bucket();

        /** Address of the store; default: Amazon S3 in the region. */
        Optional<URI> url();

        /** Region of the store. */
        @WithDefault("us-east-1")
        String region();

        /** In front of every key. */
        @WithDefault("trainyard")
        String prefix();

        /** Who asks; default: as the environment of AWS's clients says. */
        Optional<String> accessKey();

        /** The secret of {@link #accessKey}. */
        Optional<String> secretKey();

        /** Files that are larger are sent in parts of this size in MiB; 5 to 1024. */
        @Min(5)
        @Max(1024)
        @WithDefault("16")
        int partMib();

        /** KServe in front of the store. */
        KServe kserve();
    }

    /** Settings under {@code trainyard.targets.cloud.kserve}; the cluster is the one that {@code kubectl} would ask. */
    interface KServe {
        /** Namespace of the InferenceServices; without one files alone are sent. */
        Optional<String> namespace();

        /** Service account whose secret lets KServe read the bucket. */
        Optional<String> serviceAccount();

        /** Serving runtime; default: the one that KServe picks for the format. */
        Optional<String> runtime();

        /** Model format that the runtime knows. */
        @WithDefault("huggingface")
        String modelFormat();

        /** Requests and limits of a server, such as {@code cpu} and {@code memory}. */
        Map<String, String> resources();

        /** Percents of the traffic that a version gets one after the other, before it gets all. */
        @WithDefault("10,50")
        List<@Min(1) @Max(99) Integer> canary();

        /** How long a version has to stay ready with each of them; up to 1 day. */
        @WithDefault("30s")
        Duration hold();

        /** Longest time until a version is ready; 10 seconds to 1 day. */
        @WithDefault("15m")
        Duration readyLimit();

        /** Pause between two looks; 10 milliseconds to 1 minute. */
        @WithDefault("2s")
        Duration poll();
    }
}
