package dev.trainyard.contracts.wire;

import java.util.List;

/** Kafka topics. Each one that is consumed has a dead-letter topic, {@code <name>.dlq}, for what could not be handled. */
public final class Topics {
    /** Read as a queue by the trainer workers (share group {@link #TRAINERS}). */
    public static final String TRAINING_REQUESTS = "training-requests";

    /** Read by every trainer worker. */
    public static final String TRAINING_CONTROL = "training-control";

    public static final String TRAINING_EVENTS = "training-events";
    public static final String MODEL_EVENTS = "model-events";
    public static final String EVALUATION_REQUESTS = "evaluation-requests";
    public static final String EVALUATION_EVENTS = "evaluation-events";
    public static final String EXPORT_EVENTS = "export-events";
    public static final String DEPLOYMENT_REQUESTS = "deployment-requests";
    public static final String DEPLOYMENT_EVENTS = "deployment-events";
    public static final String USAGE_EVENTS = "usage-events";

    /** Share group of the trainer workers. */
    public static final String TRAINERS = "trainers";

    private static final List<String> CONSUMED = List.of(
            TRAINING_REQUESTS,
            TRAINING_CONTROL,
            TRAINING_EVENTS,
            MODEL_EVENTS,
            EVALUATION_REQUESTS,
            EVALUATION_EVENTS,
            EXPORT_EVENTS,
            DEPLOYMENT_REQUESTS,
            DEPLOYMENT_EVENTS,
            USAGE_EVENTS);

    private Topics() {}

    /** Where records of {@code topic} go that could not be handled. */
    public static String deadLetters(String topic) {
        return topic + ".dlq";
    }

    /** Every topic, dead-letter topics included. */
    public static List<String> all() {
        return CONSUMED.stream()
                .flatMap(topic -> List.of(topic, deadLetters(topic)).stream())
                .toList();
    }
}
