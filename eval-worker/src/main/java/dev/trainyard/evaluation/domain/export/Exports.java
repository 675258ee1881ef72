package dev.trainyard.evaluation.domain.export;

import dev.trainyard.contracts.id.ExportId;
import java.util.List;
import java.util.Optional;

/** All exports, as recorded. Every method needs a running transaction. */
public interface Exports {
    Optional<Export> find(ExportId id);

    /** The same; nobody else changes it until the transaction ends. */
    Optional<Export> lock(ExportId id);

    /** Adds the export, unless there is one of the same version and spec that has not failed: then that one. */
    Export addOrFind(Export export);

    /** The oldest one that has not settled. */
    Optional<Export> nextUnsettled();

    /** Newest first; all filters optional, {@code version} being an id or {@code name/number}. */
    List<Export> list(Optional<String> version, Optional<String> status, int limit);

    void save(Export export);
}
