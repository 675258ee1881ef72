package dev.trainyard.devkit.e2e;

import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.client.Job;
import dev.trainyard.devkit.client.JobMessage;
import dev.trainyard.devkit.progress.JobFollower;
import dev.trainyard.devkit.stack.Component;
import dev.trainyard.devkit.stack.DevelopmentStack;
import dev.trainyard.devkit.stack.StackSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The whole platform as one development stack, started once for all end-to-end tests and stopped after the last. */
final class Platform implements AutoCloseable {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private final Path data;
    private final DevelopmentStack stack;

    private Platform(Path data) {
        this.data = data;
        StackSettings settings =
                new StackSettings(HOME, data, List.of(HOME.resolve("examples/data")), 1, StackSettings.Ports.FREE);
        this.stack = new DevelopmentStack(settings, components -> {});
    }

    private static Platform start() {
        // Kafka's client prints its whole configuration otherwise.
        Logger.getLogger("").setLevel(Level.WARNING);
        Path data = HOME.resolve("devkit/target/e2e");
        try {
            delete(data);
            Platform platform = new Platform(Files.createDirectories(data));
            try {
                platform.stack.start();
                return platform;
            } catch (RuntimeException | InterruptedException e) {
                platform.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    GatewayClient gateway() {
        return new GatewayClient(stack.gateway());
    }

    List<Component> components() {
        return stack.components();
    }

    Component component(String name) {
        return components().stream()
                .filter(component -> component.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A folder that jobs may read from. */
    Path datasets() {
        return data.resolve("datasets");
    }

    Path artifacts() {
        return data.resolve("artifacts");
    }

    Path example(String name) {
        return HOME.resolve("examples/data").resolve(name);
    }

    /** A small model from random weights, trained for a few steps on the example prose. */
    String smallBase(String name, int steps, String more) {
        return """
                name: %s
                model:
                  architecture: {vocab_size: 512, hidden_size: 32, intermediate_size: 64, num_hidden_layers: 2,
                    num_attention_heads: 4, num_key_value_heads: 2, max_position_embeddings: 128}
                training_data: {path: %s, format: text, validation_split: 0.02}
                hyperparameters: {learning_rate: 3.0e-3, batch_size: 8, max_steps: %d, epochs: 50, max_length: 64}
                evaluation: {metrics: [perplexity, token_accuracy], max_samples: 16}
                %s
                """.formatted(name, example("railway.txt"), steps, more);
    }

    /** Follows a job to its end. */
    Job finish(String jobId, Consumer<JobMessage> listener) throws InterruptedException {
        return new JobFollower(gateway(), (id, message) -> listener.accept(message)).follow(jobId);
    }

    Job finish(Job job) throws InterruptedException {
        return finish(job.id(), message -> {});
    }

    @Override
    public void close() {
        stack.close();
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Hands the one platform to whichever test asks for it. */
    static final class Provider implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Platform.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(Platform.class, type -> start());
        }
    }
}
