package dev.trainyard.evaluation.http;

/** The envelope of every successful answer: {@code {"success":true,"data":…}}. */
record Answer<T>(boolean success, T data) {
    static <T> Answer<T> of(T data) {
        return new Answer<>(true, data);
    }
}
