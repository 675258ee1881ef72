package dev.trainyard.evaluation.http;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.Promotion;
import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.evaluation.app.EvaluationLedger;
import dev.trainyard.evaluation.app.EvaluationProgress;
import dev.trainyard.evaluation.domain.AliasMove;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.evaluation.domain.EvaluationState.Completed;
import dev.trainyard.evaluation.domain.Evaluations;
import dev.trainyard.evaluation.domain.ModelRegistry;
import dev.trainyard.rest.Answer;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Evaluations and their reports. */
@Path("/evaluations")
@Produces(MediaType.APPLICATION_JSON)
public class EvaluationResource {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluationResource.class);
    private static final int MOST = 500;

    private final EvaluationLedger ledger;
    private final ModelRegistry registry;
    private final Evaluations evaluations;
    private final EvaluationProgress progress;
    private final ArtifactStore artifacts;
    private final EvaluationFiles files;

    EvaluationResource(
            EvaluationLedger ledger,
            ModelRegistry registry,
            Evaluations evaluations,
            EvaluationProgress progress,
            ArtifactStore artifacts,
            EvaluationFiles files) {
        this.ledger = ledger;
        this.registry = registry;
        this.evaluations = evaluations;
        this.progress = progress;
        this.artifacts = artifacts;
        this.files = files;
    }

    /** Newest first; {@code version} (an id or {@code name/number}) and {@code job} narrow the list. */
    @GET
    @Transactional
    public Answer<List<EvaluationView>> list(
            @QueryParam("version") Optional<String> version,
            @QueryParam("job") Optional<String> job,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw new TrainyardException(ErrorCode.INVALID_REQUEST, "limit is " + limit + ", expected 1 to " + MOST);
        }
        return Answer.of(
                evaluations.list(version, job, limit).stream().map(this::view).toList());
    }

    /** One evaluation. */
    @GET
    @Path("/{id}")
    public Answer<EvaluationView> show(@PathParam("id") String id) {
        Evaluation evaluation = ledger.evaluation(id(id));
        return Answer.of(EvaluationView.of(
                evaluation,
                progress.of(evaluation.id()),
                progress.etaSeconds(evaluation.id()),
                promotion -> PromotionView.of(promotion, evaluation.version(), done(evaluation, promotion))));
    }

    /** What the registry did; empty where it does not answer, which is no reason to show nothing. */
    private Optional<AliasMove> done(Evaluation evaluation, Promotion promotion) {
        try {
            return promotion.promoted()
                    ? Optional.of(registry.moved(evaluation.version().name(), promotion.alias(), evaluation.id()))
                    : Optional.empty();
        } catch (TrainyardException e) {
            LOG.warn("what became of {} is not known: {}", promotion.alias(), e.getMessage());
            return Optional.empty();
        }
    }

    /** The report for people, as Markdown. */
    @GET
    @Path("/{id}/report.md")
    @Produces("text/markdown; charset=utf-8")
    public String report(@PathParam("id") String id) {
        Evaluation evaluation = ledger.evaluation(id(id));
        if (!(evaluation.state() instanceof Completed completed)) {
            throw new TrainyardException(
                    ErrorCode.CONFLICT,
                    "evaluation " + id + " has no report: it is "
                            + view(evaluation).status() + ", reports are written on completion");
        }
        ArtifactRef report = completed.outcome().reports().stream()
                .filter(ref -> ref.uri().getPath().endsWith(".md"))
                .findFirst()
                .orElseThrow(() -> new TrainyardException(ErrorCode.NOT_FOUND, "evaluation " + id + " has no report"));
        try {
            return Files.readString(artifacts.verified(report));
        } catch (IOException e) {
            throw new UncheckedIOException("report " + report.uri() + " cannot be read", e);
        }
    }

    /** One file of an evaluation: a report, a plot, predictions. */
    @GET
    @Path("/{id}/files/{name}")
    @Produces(MediaType.WILDCARD)
    public Response download(@PathParam("id") String id, @PathParam("name") String name) {
        return files.file(ledger.evaluation(id(id)), name);
    }

    private EvaluationView view(Evaluation evaluation) {
        return EvaluationView.of(evaluation, progress.of(evaluation.id()), progress.etaSeconds(evaluation.id()));
    }

    private static EvaluationId id(String text) {
        try {
            return new EvaluationId(text);
        } catch (IllegalArgumentException e) {
            throw new TrainyardException(ErrorCode.NOT_FOUND, "no evaluation \"" + text + "\": " + e.getMessage(), e);
        }
    }
}
