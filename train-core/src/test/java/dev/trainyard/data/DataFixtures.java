package dev.trainyard.data;

import dev.trainyard.tokenizer.Tokenizer;
import dev.trainyard.tokenizer.template.ChatTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A tokenizer trained on a small text, with the ChatML template, and one that puts spaces before texts. */
final class DataFixtures implements AutoCloseable {
    static final Path TEXT = Path.of("src/test/resources/tokenizer/bpe/text.txt");
    static final Path STORIES = Path.of("src/test/resources/tokenizer/stories260k");

    final Tokenizer bytes;
    final Tokenizer stories = Tokenizer.require(STORIES);

    DataFixtures(Path folder) {
        try {
            var bpe = new dev.trainyard.tokenizer.bpe.BpeTrainer(400);
            bpe.add(Files.readString(TEXT));
            bpe.train().write(folder, 128);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bytes = Tokenizer.require(folder);
    }

    Encoder encoder(int maxLength) {
        return new Encoder(
                Optional.of(bytes),
                Optional.of(ChatTemplate.chatMl(bytes.specialTokens())),
                bytes.vocabSize(),
                maxLength);
    }

    static Encoder withoutTokenizer(int vocabSize, int maxLength) {
        return new Encoder(Optional.empty(), Optional.empty(), vocabSize, maxLength);
    }

    static Path file(Path folder, String name, String... lines) {
        try {
            return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of what a row teaches. */
    static String learnt(TokenRow row, Tokenizer tokenizer) {
        int[] ids = java.util.Arrays.stream(row.labels())
                .filter(label -> label != TokenRow.IGNORED)
                .toArray();
        return tokenizer.decode(ids, false);
    }

    @Override
    public void close() {
        bytes.close();
        stories.close();
    }
}
