package dev.trainyard.publishing.http;

import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** Gives the lines of a body away as they come. */
final class LineReader implements Flow.Subscriber<String> {
    private final Consumer<String> line;

    LineReader(Consumer<String> line) {
        this.line = line;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String item) {
        line.accept(item);
    }

    @Override
    public void onError(Throwable failure) {
        // The request fails with it.
    }

    @Override
    public void onComplete() {
        // The answer is whole.
    }
}
