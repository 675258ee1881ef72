package dev.trainyard.stricthub;

import java.util.Map;

/** What goes wrong with one answer. */
public sealed interface Fault {
    /** Another status instead of the answer. */
    record Status(int status, Map<String, String> headers) implements Fault {}

    /** The connection is closed after this many bytes of the body. */
    record Cut(int afterBytes) implements Fault {}

    /** Nothing more comes after this many bytes of the body, for some seconds. */
    record Silence(int afterBytes, int seconds) implements Fault {}

    /** Each byte comes as another one. */
    record WrongBytes() implements Fault {}

    /** The entity tag is another one. */
    record OtherEtag() implements Fault {}

    /** A range is answered with one that begins a byte later. */
    record ShiftedRange() implements Fault {}

    /** A range is not heeded: the whole file comes. */
    record NoRange() implements Fault {}

    /** Status 500. */
    static Fault serverError() {
        return new Status(500, Map.of());
    }

    /** Status 429, asking to come back after some seconds. */
    static Fault tooManyRequests(int seconds) {
        return new Status(429, Map.of("Retry-After", String.valueOf(seconds)));
    }
}
