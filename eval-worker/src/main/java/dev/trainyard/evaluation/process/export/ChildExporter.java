package dev.trainyard.evaluation.process.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.artifacts.DataRoots;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.id.ExportId;
import dev.trainyard.evaluation.config.ExportConfig;
import dev.trainyard.evaluation.domain.export.Export;
import dev.trainyard.evaluation.domain.export.ExportOutcome;
import dev.trainyard.evaluation.domain.export.ExportWatch;
import dev.trainyard.evaluation.domain.export.ModelExporter;
import dev.trainyard.evaluation.process.ChildMessages;
import dev.trainyard.evaluation.process.LogTail;
import dev.trainyard.supervisor.ChildClasspath;
import dev.trainyard.supervisor.ChildProcess;
import dev.trainyard.supervisor.ChildSpec;
import dev.trainyard.tensor.NativeOptions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs {@code ExportMain} in a child JVM; what it writes lies in {@code exports/<export id>/files} of the store. */
@Singleton
public final class ChildExporter implements ModelExporter {
    private static final Logger LOG = LoggerFactory.getLogger(ChildExporter.class);
    private static final String MAIN = "dev.trainyard.export.main.ExportMain";
    private static final String EXPORTS = "exports";

    private final ArtifactStore artifacts;
    private final DataRoots dataRoots;
    private final HubBase hubBase;
    private final ExportConfig config;

    ChildExporter(ArtifactStore artifacts, DataRoots dataRoots, HubBase hubBase, ExportConfig config) {
        this.artifacts = artifacts;
        this.hubBase = hubBase;
        this.dataRoots = dataRoots;
        this.config = config;
    }

    @Override
    public Optional<ExportOutcome> export(Export export, ExportWatch watch) throws InterruptedException {
        verify(export);
        Path folder = folder(export);
        Optional<Path> model = model(export, folder, watch);
        if (model.isEmpty()) {
            return Optional.empty();
        }
        Path files = folder.resolve("files");
        Path log = folder.resolve("export.log");
        ChildMessages<JsonNode> messages =
                new ChildMessages<>("exporting", (event, message) -> read(event, message, watch));
        try (ChildProcess process =
                ChildProcess.start(spec(export, folder, arguments(export, model.get(), files), log), messages::line)) {
            process.exit().thenAccept(code -> messages.ended(code, LogTail.of(log)));
            CompletableFuture.anyOf(messages.result(), watch.cancelled())
                    .get(config.timeLimit().toMillis(), TimeUnit.MILLISECONDS);
            if (!messages.result().isDone()) {
                return Optional.empty();
            }
            JsonNode report = messages.result().get();
            // The process says so before it ends; its files are whole by then.
            return Optional.of(ReportReading.outcome(report, artifacts.publish(files)));
        } catch (TimeoutException e) {
            throw new TrainyardException(
                    ErrorCode.UNAVAILABLE,
                    "the export took longer than " + config.timeLimit() + ": raise trainyard.exports.time-limit",
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TrainyardException refused) {
                throw refused;
            }
            throw new TrainyardException(ErrorCode.INTERNAL, "the export could not be followed", e);
        }
    }

    private static Optional<JsonNode> read(String event, JsonNode message, ExportWatch watch) {
        if (event.equals("progress")) {
            watch.progressed(
                    message.path("share").asDouble(), message.path("message").asText());
        }
        return event.equals("exported") ? Optional.of(message.path("report")) : Optional.empty();
    }

    private void verify(Export export) {
        export.source().model().ifPresent(artifacts::verify);
        export.source().adapter().ifPresent(artifacts::verify);
        if (export.spec().comparison().data().isEmpty()) {
            export.source().heldOut().ifPresent(artifacts::verify);
        }
    }

    private ChildSpec spec(Export export, Path folder, List<String> arguments, Path log) {
        List<String> options = new ArrayList<>(NativeOptions.jvmOptions());
        options.add("-Xmx" + config.maxHeap());
        options.add("-XX:+UseSerialGC");
        return new ChildSpec(
                "export-" + export.version().name(),
                MAIN,
                ChildClasspath.ofThisProcess(),
                options,
                arguments,
                NativeOptions.environment(),
                folder,
                log);
    }

    private List<String> arguments(Export export, Path model, Path output) {
        ExportArguments arguments = new ExportArguments()
                .add("--model", model)
                .add("--target", ExportArguments.target(export.spec()))
                .add("--output", output)
                .add("--name", export.version().name())
                .add("--quantization", export.spec().type())
                .add("--adapter", export.source().adapter().map(this::local))
                .add("--max-divergence", export.spec().comparison().maxDivergence())
                .add("--max-perplexity-change", export.spec().comparison().maxPerplexityChange());
        Optional<Path> named = export.spec().comparison().data().map(dataRoots::resolve);
        Optional<Path> rows = named.or(() -> export.source().heldOut().map(this::local));
        rows.ifPresent(path -> arguments.addRows(export.spec().comparison(), path, named.isPresent()));
        return arguments.all();
    }

    /** Empty where the export was cancelled while its base was fetched. */
    private Optional<Path> model(Export export, Path folder, ExportWatch watch) throws InterruptedException {
        Optional<String> hub = export.source().hubBase();
        if (hub.isPresent()) {
            return hubBase.fetch(hub.get(), folder, watch);
        }
        Path model = export.source()
                .model()
                .map(this::local)
                .or(() -> export.source().localBase().map(dataRoots::resolve))
                .orElseThrow(() -> new IllegalStateException(export.id() + " was queued without a model"));
        return Optional.of(model);
    }

    private Path local(ArtifactRef ref) {
        return artifacts.local(ref.uri());
    }

    private Path folder(Export export) {
        return artifacts.folder(EXPORTS, export.id().value());
    }

    @Override
    public void discard(Export export) {
        delete(folder(export));
    }

    @Override
    public void discardAll(Predicate<ExportId> unwanted) {
        try (Stream<Path> folders = Files.list(artifacts.folder(EXPORTS))) {
            folders.filter(folder -> isOf(folder, unwanted)).forEach(ChildExporter::delete);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("leftovers of exports could not be looked for: {}", e.toString());
        }
    }

    private static boolean isOf(Path folder, Predicate<ExportId> wanted) {
        try {
            return wanted.test(new ExportId(String.valueOf(folder.getFileName())));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} is left over and could not be removed: {}", folder, e.toString());
        }
    }
}
