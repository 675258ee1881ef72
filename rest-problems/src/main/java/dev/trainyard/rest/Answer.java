package dev.trainyard.rest;

/**
 * The envelope of every result: {@code {"success": true, "data": …}}.
 *
 * @param success true; errors have another form, {@link ProblemDetails}
 * @param data the result
 */
public record Answer<T>(boolean success, T data) {
    /** The answer that carries {@code data}. */
    public static <T> Answer<T> of(T data) {
        return new Answer<>(true, data);
    }
}
