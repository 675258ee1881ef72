package dev.trainyard.deploy.server;

import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests are taken in, whatever they ask for: the name they must give, the queue and the counters.
 *
 * @param maxTokens that one answer may have
 */
record Desk(String servedName, int maxTokens, GenerationQueue queue, ServerMetrics metrics) {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

    /**
     * Reads a request, checks it and queues its work; every problem is answered on the exchange.
     *
     * @param reader checks the fields beside {@code model} and makes the work of them
     */
    void accept(Exchange exchange, byte[] body, Function<RequestFields, Work> reader) {
        try {
            RequestFields fields = RequestFields.parse(body);
            requireServed(fields.model());
            Work work = reader.apply(fields);
            long queuedAt = System.nanoTime();
            Runnable turn = () -> run(exchange, work, queuedAt);
            queue.submit(turn);
            exchange.whenGone(() -> queue.forget(turn));
        } catch (ApiException e) {
            exchange.error(e);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            fail(exchange, e);
        }
    }

    /** Whether there is still someone to answer, and time for it. */
    boolean goesOn(Exchange exchange) {
        return !exchange.gone() && !queue.hurried();
    }

    private void requireServed(String model) {
        if (!model.equals(servedName)) {
            throw ApiException.modelNotFound(
                    "the model '" + model + "' does not exist here: this server serves '" + servedName + "'");
        }
    }

    private void run(Exchange exchange, Work work, long queuedAt) {
        if (exchange.gone()) {
            return;
        }
        long begun = System.nanoTime();
        try {
            ResponseShape.Usage usage = work.answer(exchange);
            metrics.answered(usage, begun - queuedAt, System.nanoTime() - begun);
        } catch (ApiException e) {
            exchange.error(e);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            fail(exchange, e);
        }
    }

    private static void fail(Exchange exchange, Throwable problem) {
        LOG.error("a request failed", problem);
        exchange.error(ApiException.internal("the request failed: see the server's log"));
    }

    /** What a request asks for; it returns the tokens it used. */
    @FunctionalInterface
    interface Work {
        ResponseShape.Usage answer(Exchange exchange);
    }
}
