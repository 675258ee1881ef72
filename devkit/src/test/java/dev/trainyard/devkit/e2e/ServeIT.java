package dev.trainyard.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./trainyard serve} and {@code ./trainyard chat} without any service. */
final class ServeIT {
    private static final Path LAUNCHER =
            Path.of("../trainyard").toAbsolutePath().normalize();
    private static final Path STORIES = Path.of("../deploy-worker/src/test/resources/stories260k")
            .toAbsolutePath()
            .normalize();
    private static final Pattern ADDRESS = Pattern.compile("listening at (http://\\S+/v1);");

    @TempDir
    private Path folder;

    @Test
    void servesAFolderUntilItIsToldToEnd() throws Exception {
        Path output = folder.resolve("serve.txt");
        Process serve = started(output, "serve", "--model", STORIES.toString(), "--name", "stories");
        try {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> ADDRESS.matcher(Files.readString(output)).find());
            Matcher said = ADDRESS.matcher(Files.readString(output));
            assertThat(said.find()).isTrue();
            String endpoint = said.group(1);

            assertThat(completion(endpoint)).contains("little girl");
            chats(endpoint);
            isRefusedThePort(URI.create(endpoint).getPort());

            List<ProcessHandle> processes = Stream.concat(Stream.of(serve.toHandle()), serve.descendants())
                    .toList();
            assertThat(processes).hasSizeGreaterThan(1);
            serve.destroy();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
        } finally {
            serve.descendants().forEach(ProcessHandle::destroyForcibly);
            serve.destroyForcibly();
        }
    }

    private static String completion(String endpoint) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + "/completions"))
                .POST(BodyPublishers.ofString("{\"model\": \"stories\", \"prompt\": \"Once upon a time, there was\","
                        + " \"max_tokens\": 20, \"temperature\": 0}"))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private void chats(String endpoint) throws Exception {
        Outcome chat = trainyard("chat", "stories", "--endpoint", endpoint, "--prompt", "Once upon a time, there was");
        Outcome other = trainyard("chat", "other", "--endpoint", endpoint, "--prompt", "x");
        Outcome nowhere = trainyard("chat", "stories", "--endpoint", "localhost", "--prompt", "x");

        assertThat(chat.exitCode).as(chat.output).isZero();
        assertThat(chat.output).contains("little girl");
        assertThat(other.exitCode).isNotZero();
        assertThat(other.output).contains("'other' does not exist", "'stories'");
        assertThat(nowhere.exitCode).isEqualTo(2);
        assertThat(nowhere.output).contains("--endpoint is localhost");
    }

    /** Before a model is loaded. */
    private void isRefusedThePort(int port) throws Exception {
        Outcome second = serve(folder.resolve("nothing"), "--port", Integer.toString(port));

        assertThat(second.exitCode).isEqualTo(1);
        assertThat(second.output).contains("cannot listen on 127.0.0.1:" + port, "choose another --port");
    }

    @Test
    void saysWhatIsWrongWithAFolder() throws Exception {
        Outcome missing = serve(folder.resolve("nothing"));
        Outcome damaged = serve(truncated());
        Outcome option = serve(STORIES, "--prot", "8000");

        assertThat(missing.exitCode).isEqualTo(2);
        assertThat(missing.output)
                .startsWith("loading x from")
                .contains("--model " + folder.resolve("nothing") + " is no folder")
                .doesNotContain("\tat ", "WARNING");
        assertThat(damaged.exitCode).isEqualTo(2);
        assertThat(damaged.output).contains("model.safetensors");
        assertThat(option.exitCode).isEqualTo(2);
        assertThat(option.output).contains("--prot").containsIgnoringCase("usage");
    }

    private Path truncated() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("truncated"));
        try (Stream<Path> files = Files.list(STORIES)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Path weights = copy.resolve("model.safetensors");
        try (FileChannel channel = FileChannel.open(weights, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(weights) - 1000);
        }
        return copy;
    }

    private record Outcome(int exitCode, String output) {}

    private Outcome serve(Path model, String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("serve", "--model", model.toString(), "--name", "x"));
        arguments.addAll(List.of(more));
        return trainyard(arguments.toArray(String[]::new));
    }

    private Outcome trainyard(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = started(output, arguments);
        boolean ended = process.waitFor(1, TimeUnit.MINUTES);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(ended).as(Files.readString(output)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(output));
    }

    private static Process started(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        // The build that runs this test has built everything; a nested one would wait for it.
        builder.environment().put("TRAINYARD_SKIP_BUILD", "1");
        return builder.start();
    }
}
