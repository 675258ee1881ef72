package dev.trainyard.publishing.ollama;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.modelfiles.gguf.GgufHeader;
import dev.trainyard.modelfiles.gguf.GgufMetadata;
import dev.trainyard.modelfiles.gguf.MalformedGguf;
import dev.trainyard.publishing.http.Content;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The chat template of a GGUF file.
 *
 * @param lengthAt where its length stands, in front of its bytes
 * @param alignment to which all that follows it keeps
 */
record GgufTemplate(String text, long lengthAt, long alignment) {
    private static final String KEY = "tokenizer.chat_template";
    private static final long LARGEST_ALIGNMENT = 1 << 16;

    /** Empty where the file has none. Errors: INVALID_MODEL where the file is no GGUF, or its metadata do not fit it. */
    static Optional<GgufTemplate> of(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            GgufMetadata metadata = GgufHeader.metadata(channel);
            long alignment = GgufHeader.alignment(metadata);
            if (alignment > LARGEST_ALIGNMENT) {
                throw malformed(file, "its alignment is " + alignment);
            }
            return metadata.text(KEY)
                    .map(text -> new GgufTemplate(text, metadata.position(KEY).orElseThrow(), alignment));
        } catch (MalformedGguf e) {
            throw malformed(file, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw Content.unreadable(file, e);
        }
    }

    /** Bytes of its text. */
    long length() {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static TrainyardException malformed(Path file, String what) {
        return new TrainyardException(
                ErrorCode.INVALID_MODEL, file + " is no sound GGUF file: " + what + "; export the model again");
    }
}
