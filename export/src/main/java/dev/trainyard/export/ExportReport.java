package dev.trainyard.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trainyard.export.parity.Parity;
import dev.trainyard.export.parity.ParityLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an export came to.
 *
 * @param target what it is
 * @param quantization of GGUF
 * @param passed whether it may be used
 * @param exceeded what is beyond its limit, a sentence each
 * @param request a digest of everything the export follows from: equal requests have equal ones
 * @param sourceBytes of the weights that it was made of
 * @param bytes of its own files
 * @param data what the two were compared on
 * @param files of the export; none if it did not pass
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExportReport(
        String name,
        String target,
        @Nullable String quantization,
        boolean passed,
        List<String> exceeded,
        String request,
        String source,
        long sourceBytes,
        long bytes,
        String data,
        Parity parity,
        ParityLimits limits,
        List<ExportedFile> files) {
    /** The report's own files, in the folder of the export. */
    public static final String JSON_FILE = "export_report.json";

    public static final String MARKDOWN_FILE = "export_report.md";

    public ExportReport {
        exceeded = List.copyOf(exceeded);
        files = List.copyOf(files);
    }

    /**
     * A file of an export.
     *
     * @param path in its folder
     */
    public record ExportedFile(String path, long bytes, String sha256) {}
}
