package dev.trainyard.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.deploy.ClassifierFolder;
import dev.trainyard.export.torchscript.TorchScriptClassifier;
import dev.trainyard.model.Labels;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.model.SpecialTokens;
import dev.trainyard.model.bert.BertConfig;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.model.family.Classifiers.NewHead;
import dev.trainyard.nn.Activation;
import dev.trainyard.nn.Sequences;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import dev.trainyard.tokenizer.SegmentedText;
import dev.trainyard.tokenizer.Tokenizer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server process with a classifier in TorchScript, which DJL's engine runs in a process beside it. */
final class RealTorchScriptTest {
    private static final Path TOKENIZER = Path.of("src/test/resources/stories260k/tokenizer.json");

    @TempDir
    Path folder;

    @Test
    void classifiesAsTheModelItWasMadeOf() throws Exception {
        Path served = Files.createDirectory(folder.resolve("served"));
        Files.copy(TOKENIZER, served.resolve("tokenizer.json"));
        NewHead head = new NewHead(new Labels(ClassifierFolder.LABELS), OptionalInt.of(0), 1);
        BertConfig shape = new BertConfig(
                512, 32, 64, 1, 2, 64, 2, Activation.GELU, 1e-12, BertConfig.Dropout.NONE, 0.02, SpecialTokens.NONE);
        try (SequenceClassifier classifier = Classifiers.initialize(shape, head);
                Tokenizer tokenizer = Tokenizer.require(served)) {
            classifier.mode().predict();
            TorchScriptClassifier.save(classifier, served);
            try (RealServer server = RealServer.start(folder, "--model", served.toString(), "--name", "desk")) {
                assertThat(server.announcement().get().path("routes").toString())
                        .isEqualTo("[\"/v1/classify\"]");

                JsonNode answer = post(
                        server,
                        "{\"model\":\"desk\",\"input\":[\"Once\",{\"text\":\"The dog\",\"text_pair\":\"ran\"}]}");

                isAnswerOf(classifier, answer.at("/data/0"), tokenizer.encodeSegments("Once", Optional.empty()));
                isAnswerOf(classifier, answer.at("/data/1"), tokenizer.encodeSegments("The dog", Optional.of("ran")));
            }
        }
    }

    private static void isAnswerOf(SequenceClassifier own, JsonNode answer, SegmentedText text) {
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            int[] segments = text.segments().length == 0 ? new int[text.ids().length] : text.segments();
            Tensor hidden = own.pass(
                            Tensor.ofIds(text.ids()), Tensor.ofIds(segments), Sequences.rows(1, text.ids().length))
                    .run();
            float[] expected = own.head()
                    .scores(hidden.narrow(0, own.head().position(text.ids()), 1))
                    .softmax(1)
                    .floats();
            for (int id = 0; id < expected.length; id++) {
                assertThat(answer.path("scores")
                                .path(ClassifierFolder.LABELS.get(id))
                                .asDouble())
                        .isCloseTo(expected[id], within(1e-5));
            }
        }
    }

    private static JsonNode post(RealServer server, String body) throws Exception {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(server.endpoint() + "/classify"))
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return ResponseShape.JSON.readTree(response.body());
        }
    }
}
