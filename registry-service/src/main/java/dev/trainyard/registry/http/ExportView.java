package dev.trainyard.registry.http;

import dev.trainyard.registry.domain.Export;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An export of a version as clients see it.
 *
 * @param uri folder of its files
 * @param sourceBytes of the weights it was made of
 * @param bytes of its own weights
 * @param parity how much it differs from its version
 */
record ExportView(
        String id,
        String versionId,
        String format,
        Optional<String> type,
        boolean adapterOnly,
        URI uri,
        String sha256,
        long sizeBytes,
        long sourceBytes,
        long bytes,
        Map<String, Double> parity,
        Instant exportedAt) {
    /** Those whose files are there. */
    static List<ExportView> of(List<Export> exports) {
        return exports.stream()
                .filter(export -> export.deletedAt().isEmpty())
                .map(ExportView::of)
                .toList();
    }

    private static ExportView of(Export export) {
        return new ExportView(
                export.id().value(),
                export.versionId().value(),
                export.spec().format().name().toLowerCase(Locale.ROOT),
                export.spec().type(),
                export.spec().adapterOnly(),
                export.files().uri(),
                export.files().sha256(),
                export.files().sizeBytes(),
                export.sourceBytes(),
                export.weightBytes(),
                export.parity(),
                export.exportedAt());
    }
}
