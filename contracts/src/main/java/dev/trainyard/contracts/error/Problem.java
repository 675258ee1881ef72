package dev.trainyard.contracts.error;

/**
 * One thing that is wrong with a request.
 *
 * @param field path of the field, such as {@code hyperparameters.learning_rate} or {@code training_data.path[1]};
 *     empty for the whole document
 * @param message what is wrong, the value seen, what was expected and what to do
 */
public record Problem(String field, String message) {
    @Override
    public String toString() {
        return field.isEmpty() ? message : field + ": " + message;
    }
}
