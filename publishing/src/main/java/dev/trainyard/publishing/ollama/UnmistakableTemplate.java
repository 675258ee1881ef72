package dev.trainyard.publishing.ollama;

import dev.trainyard.publishing.http.Content;
import dev.trainyard.publishing.http.Content.Bytes;
import dev.trainyard.publishing.http.Content.FilePart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A GGUF file as Ollama gets it. Ollama compares a file's chat template with those it knows and takes one of its own,
 * in another language, where fewer than 100 letters differ; the model would then be asked otherwise than it was
 * trained. So the template is sent with a comment before it, of letters that templates hardly have. It renders as nothing,
 * and is as long as a multiple of the file's alignment: all that follows only moves.
 */
final class UnmistakableTemplate {
    private static final String BEGIN = "{# ";
    private static final String END = " #}";
    private static final int SHORTEST = 256;

    private UnmistakableTemplate() {}

    /**
     * The file and the template that Ollama will have.
     *
     * @param template empty where the file has none
     */
    record Upload(Content content, String template) {}

    /** Errors: INVALID_MODEL where the file is no GGUF. */
    static Upload of(Path file) {
        return GgufTemplate.of(file)
                .map(template -> withComment(file, template))
                .orElseGet(() -> new Upload(Content.of(file), ""));
    }

    private static Upload withComment(Path file, GgufTemplate template) {
        long alignment = template.alignment();
        long multiples = (SHORTEST + alignment - 1) / alignment;
        int letters = (int) (multiples * alignment) - BEGIN.length() - END.length();
        String comment = BEGIN + "~".repeat(letters) + END;
        byte[] insert = comment.getBytes(StandardCharsets.UTF_8);
        byte[] lengthBytes = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(template.length() + insert.length)
                .array();
        long textAt = template.lengthAt() + Long.BYTES;
        return new Upload(
                new Content(List.of(
                        new FilePart(file, 0, template.lengthAt()),
                        new Bytes(lengthBytes),
                        new Bytes(insert),
                        new FilePart(file, textAt, size(file) - textAt))),
                comment + template.text());
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw Content.unreadable(file, e);
        }
    }
}
