package dev.trainyard.deploy.targets;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.deploy.domain.Release;
import dev.trainyard.publishing.ModelFormat;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Locale;

/** The files of a release in the format that a target takes, exported where they are in another one. */
@Singleton
class ReleaseFiles {
    private final GgufExport export;

    ReleaseFiles(GgufExport export) {
        this.export = export;
    }

    /** Errors: INVALID_MODEL where the version cannot be had in the format. */
    Path of(Release release, ModelFormat format) throws InterruptedException {
        return switch (format) {
            case GGUF ->
                switch (release.version().format()) {
                    case GGUF -> release.folder();
                    case HUGGINGFACE -> export.of(release);
                    case PEFT, TORCHSCRIPT -> throw unsuitable(release, "GGUF");
                };
            case HUGGING_FACE ->
                switch (release.version().format()) {
                    case HUGGINGFACE, PEFT -> release.folder();
                    case GGUF, TORCHSCRIPT -> throw unsuitable(release, "a Hugging Face folder");
                };
        };
    }

    private static TrainyardException unsuitable(Release release, String wanted) {
        return new TrainyardException(
                ErrorCode.INVALID_MODEL,
                release.version().reference() + " is registered as "
                        + release.version().format().name().toLowerCase(Locale.ROOT) + ", and the target takes "
                        + wanted
                        + ": merge or convert it, register the result, and deploy that");
    }
}
