package dev.trainyard.deploy;

import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.model.Labels;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.model.family.Classifiers.NewHead;
import dev.trainyard.nn.LayerDecorator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** A classifier on the body of the pretrained model in the test's resources; its head is fresh. */
public final class ClassifierFolder {
    public static final List<String> LABELS = List.of("fares", "luggage", "timetable");
    private static final Path BODY = Path.of("src/test/resources/stories260k");

    private ClassifierFolder() {}

    /** Writes it; what is there of the same name goes. */
    public static void write(Path folder) throws IOException {
        NewHead head = new NewHead(new Labels(LABELS), OptionalInt.of(0), 3);
        try (var model = Classifiers.withNewHead(BODY, head, LayerDecorator.NONE)) {
            HuggingFaceFolder.save(folder, model);
        }
        for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.write(folder.resolve(name), Files.readAllBytes(BODY.resolve(name)));
        }
    }
}
