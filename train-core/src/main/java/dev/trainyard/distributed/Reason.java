package dev.trainyard.distributed;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.KeyValueStore;
import java.util.Optional;

/** Why the run ends, as the rank that knows tells the others. */
final class Reason {
    private static final String KEY = "failure";

    private Reason() {}

    static void put(KeyValueStore store, TrainingFailure failure) {
        store.put(KEY, failure.code() + "\n" + failure.getMessage());
    }

    /** What another rank told, with its code. */
    static Optional<TrainingFailure> find(KeyValueStore store) {
        return store.find(KEY).map(text -> {
            String[] parts = text.split("\n", 2);
            return new TrainingFailure(FailureCode.valueOf(parts[0]), parts[1]);
        });
    }
}
