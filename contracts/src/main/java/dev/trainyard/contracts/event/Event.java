package dev.trainyard.contracts.event;

/** A fact that travels between services. One sealed family per topic. */
public sealed interface Event
        permits TrainingRequest,
                ControlEvent,
                TrainingEvent,
                ModelEvent,
                EvaluationEvent,
                DeploymentEvent,
                ExportEvent,
                UsageEvent {
    /** Id, attempt, sequence and time. */
    EventHead head();

    /** What the event is about, and its Kafka key: events of one subject keep their order. */
    String subject();
}
