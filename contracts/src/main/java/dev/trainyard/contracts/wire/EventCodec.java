package dev.trainyard.contracts.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trainyard.contracts.event.ControlEvent;
import dev.trainyard.contracts.event.DeploymentEvent;
import dev.trainyard.contracts.event.EvaluationEvent;
import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.ExportEvent;
import dev.trainyard.contracts.event.ModelEvent;
import dev.trainyard.contracts.event.TrainingEvent;
import dev.trainyard.contracts.event.TrainingRequest;
import dev.trainyard.contracts.event.UsageEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns events into CloudEvents 1.0 records and back.
 *
 * <p>Wire names are written out here: renaming a class does not change a byte. Thread-safe.
 *
 * <p>Source: CloudEvents 1.0, Kafka protocol binding, binary content mode.
 */
public final class EventCodec {
    private static final Map<Class<? extends Event>, String> TYPES = Map.ofEntries(
            Map.entry(TrainingRequest.TrainingRequested.class, "training.requested"),
            Map.entry(ControlEvent.CancelRequested.class, "training.cancel-requested"),
            Map.entry(TrainingEvent.AttemptStarted.class, "training.attempt-started"),
            Map.entry(TrainingEvent.StageStarted.class, "training.stage-started"),
            Map.entry(TrainingEvent.TrainingProgressed.class, "training.progressed"),
            Map.entry(TrainingEvent.ValidationMeasured.class, "training.validation-measured"),
            Map.entry(TrainingEvent.CheckpointSaved.class, "training.checkpoint-saved"),
            Map.entry(TrainingEvent.JobSucceeded.class, "training.succeeded"),
            Map.entry(TrainingEvent.AttemptFailed.class, "training.attempt-failed"),
            Map.entry(TrainingEvent.JobCancelled.class, "training.cancelled"),
            Map.entry(ModelEvent.VersionRegistered.class, "model.version-registered"),
            Map.entry(ModelEvent.VersionImported.class, "model.version-imported"),
            Map.entry(ModelEvent.RegistrationFailed.class, "model.registration-failed"),
            Map.entry(EvaluationEvent.EvaluationStarted.class, "evaluation.started"),
            Map.entry(EvaluationEvent.EvaluationCompleted.class, "evaluation.completed"),
            Map.entry(EvaluationEvent.EvaluationSkipped.class, "evaluation.skipped"),
            Map.entry(EvaluationEvent.EvaluationFailed.class, "evaluation.failed"),
            Map.entry(ExportEvent.ExportStarted.class, "export.started"),
            Map.entry(ExportEvent.ExportCompleted.class, "export.completed"),
            Map.entry(ExportEvent.ExportRefused.class, "export.refused"),
            Map.entry(ExportEvent.ExportFailed.class, "export.failed"),
            Map.entry(ExportEvent.ExportCancelled.class, "export.cancelled"),
            Map.entry(ExportEvent.ExportDeleted.class, "export.deleted"),
            Map.entry(DeploymentEvent.DeploymentSkipped.class, "deployment.skipped"),
            Map.entry(DeploymentEvent.DeploymentStarted.class, "deployment.started"),
            Map.entry(DeploymentEvent.DeploymentReady.class, "deployment.ready"),
            Map.entry(DeploymentEvent.DeploymentProgressed.class, "deployment.progressed"),
            Map.entry(DeploymentEvent.DeploymentRolledBack.class, "deployment.rolled-back"),
            Map.entry(DeploymentEvent.DeploymentFailed.class, "deployment.failed"),
            Map.entry(DeploymentEvent.DeploymentStopped.class, "deployment.stopped"),
            Map.entry(UsageEvent.UsageMeasured.class, "usage.measured"));

    private static final Map<String, Class<? extends Event>> CLASSES =
            TYPES.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private final String source;
    private final JsonMapper mapper = WireJson.mapper();

    /** A missing field is an error here, not a null that fails somewhere else. */
    private final ObjectReader reader = mapper.reader().with(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    /**
     * A codec for one service.
     *
     * @param service name of the sending service, written to {@code ce_source} as {@code /trainyard/<service>}
     */
    public EventCodec(String service) {
        this.source = "/trainyard/" + service;
    }

    /** The record of an event. */
    public EventRecord encode(Event event) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", event.head().id().value());
        headers.put("ce_type", type(event));
        headers.put("ce_source", source);
        headers.put("ce_subject", event.subject());
        headers.put("ce_time", event.head().time().toString());
        headers.put("content-type", "application/json");
        try {
            return new EventRecord(topic(event), event.subject(), headers, mapper.writeValueAsString(event));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event of type " + type(event) + " cannot be written as JSON", e);
        }
    }

    /**
     * The event of a record; empty where its type is not known, so that a newer sender does not stop an older reader.
     *
     * <p>Errors: {@link MalformedEventException} where {@code ce_type} is missing or the body does not fit the type.
     */
    public Optional<Event> decode(Map<String, String> headers, String body) {
        String type = headers.get("ce_type");
        if (type == null) {
            throw new MalformedEventException("record without ce_type header: not a CloudEvent in binary mode");
        }
        Class<? extends Event> eventClass = CLASSES.get(type);
        if (eventClass == null) {
            return Optional.empty();
        }
        try {
            Event event = reader.forType(eventClass).readValue(body);
            if (event == null) {
                throw new MalformedEventException("body of type " + type + " is null");
            }
            return Optional.of(event);
        } catch (JsonProcessingException e) {
            throw new MalformedEventException("body does not fit type " + type + ": " + e.getOriginalMessage(), e);
        }
    }

    /** Wire name of an event's type, as in {@code ce_type}. */
    public static String type(Event event) {
        String type = TYPES.get(event.getClass());
        if (type == null) {
            throw new IllegalStateException(event.getClass().getName() + " has no wire name in EventCodec");
        }
        return type;
    }

    /** The topic an event is written to. */
    public static String topic(Event event) {
        return switch (event) {
            case TrainingRequest e -> Topics.TRAINING_REQUESTS;
            case ControlEvent e -> Topics.TRAINING_CONTROL;
            case TrainingEvent e -> Topics.TRAINING_EVENTS;
            case ModelEvent e -> Topics.MODEL_EVENTS;
            case EvaluationEvent e -> Topics.EVALUATION_EVENTS;
            case ExportEvent e -> Topics.EXPORT_EVENTS;
            case DeploymentEvent e -> Topics.DEPLOYMENT_EVENTS;
            case UsageEvent e -> Topics.USAGE_EVENTS;
        };
    }
}
