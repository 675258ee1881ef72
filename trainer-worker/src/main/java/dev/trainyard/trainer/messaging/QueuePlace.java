package dev.trainyard.trainer.messaging;

import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.contracts.wire.EventCodec;
import dev.trainyard.contracts.wire.MalformedEventException;
import dev.trainyard.trainer.app.JobRunner;
import dev.trainyard.trainer.app.Offers;
import dev.trainyard.trainer.app.Outcome;
import dev.trainyard.trainer.domain.PassPause;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One place at the queue: takes a request, keeps it renewed while its job runs, and takes the next one.
 *
 * <p>A broker that is away costs the place at the queue, never the job: it runs on, and the request that the queue
 * delivers again is found to be done, or to be running.
 */
final class QueuePlace {
    private static final Logger LOG = LoggerFactory.getLogger(QueuePlace.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration RECONNECT = Duration.ofSeconds(1);

    private final String name;
    private final String bootstrapServers;
    private final EventCodec codec;
    private final JobRunner runner;
    private final Offers offers;
    private final Runnable replacement;
    private final Consumer<QueuePlace> onEnd;
    private final Thread thread;
    private final CountDownLatch leaving = new CountDownLatch(1);
    private PassPause passPause;

    /**
     * A place that is not taken yet.
     *
     * @param passPause least time in which only others can take a request that this worker has no room for
     * @param replacement opens another place; called when this one only watches a job from now on
     * @param onEnd called when this place is given up
     */
    QueuePlace(
            String name,
            String bootstrapServers,
            EventCodec codec,
            JobRunner runner,
            Offers offers,
            Duration passPause,
            Runnable replacement,
            Consumer<QueuePlace> onEnd) {
        this.name = name;
        this.bootstrapServers = bootstrapServers;
        this.codec = codec;
        this.runner = runner;
        this.offers = offers;
        this.passPause = PassPause.usual(passPause);
        this.replacement = replacement;
        this.onEnd = onEnd;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::stayInQueue);
    }

    void start() {
        thread.start();
    }

    /** Takes no further request; the one at hand is handed back or acknowledged first. */
    void leave() {
        leaving.countDown();
    }

    private boolean isLeaving() {
        return leaving.getCount() == 0;
    }

    void join(Duration patience) {
        try {
            if (!thread.join(patience)) {
                LOG.warn("{} did not end within {} s", name, patience.toSeconds());
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stayInQueue() {
        try {
            takeRequests();
        } catch (InterruptedException e) {
            LOG.debug("{} was interrupted", name);
        } finally {
            onEnd.accept(this);
        }
    }

    /** The job at hand runs elsewhere. */
    private void onlyWatch() {
        if (!isLeaving()) {
            leave();
            replacement.run();
        }
    }

    private void takeRequests() throws InterruptedException {
        while (!isLeaving()) {
            try (RequestConsumer consumer = new RequestConsumer(bootstrapServers, name)) {
                boolean connected = true;
                while (connected && !isLeaving()) {
                    offers.tell();
                    Optional<ConsumerRecord<String, String>> taken = consumer.next(POLL);
                    connected = taken.isEmpty() || serve(consumer, taken.get());
                }
            } catch (KafkaException e) {
                LOG.warn("the queue cannot be read, trying again: {}", e.toString());
                pause(RECONNECT);
            }
        }
    }

    /** Handles one request; whether the consumer may be used further. */
    private boolean serve(RequestConsumer consumer, ConsumerRecord<String, String> taken) throws InterruptedException {
        Optional<TrainingRequested> request = decode(taken);
        if (request.isEmpty()) {
            return consumer.acknowledge(taken, AcknowledgeType.REJECT);
        }
        LOG.info("took {} from the queue, delivery {}", request.get().jobId(), taken.deliveryCount());
        CompletableFuture<Outcome> work =
                begin(request.get(), taken.deliveryCount().map(Short::intValue).orElse(1));
        boolean held = true;
        while (true) {
            try {
                Outcome outcome = work.get(consumer.renewEveryMillis(), TimeUnit.MILLISECONDS);
                boolean answered = held && consumer.acknowledge(taken, answer(outcome));
                leaveToOthers(outcome);
                return answered;
            } catch (TimeoutException e) {
                offers.tell();
                held = held && renew(consumer, taken);
            } catch (ExecutionException e) {
                LOG.error(
                        "the request of {} could not be handled", request.get().jobId(), e.getCause());
                return held && consumer.acknowledge(taken, AcknowledgeType.RELEASE);
            }
        }
    }

    private static AcknowledgeType answer(Outcome outcome) {
        return switch (outcome) {
            case DONE, REQUEUED -> AcknowledgeType.ACCEPT;
            case RELEASED, PASSED -> AcknowledgeType.RELEASE;
        };
    }

    private void leaveToOthers(Outcome outcome) throws InterruptedException {
        passPause = switch (outcome) {
            case PASSED -> passPause;
            case REQUEUED -> passPause.afterRound();
            case DONE, RELEASED -> passPause.afterWork();
        };
        if (outcome == Outcome.PASSED || outcome == Outcome.REQUEUED) {
            pause(passPause.time());
        }
    }

    /** Whether the request is still ours. Where it is not, the consumer is closed: it must not take another one now. */
    private static boolean renew(RequestConsumer consumer, ConsumerRecord<String, String> taken) {
        if (consumer.renew(taken)) {
            return true;
        }
        LOG.warn("the queue took the request back; its job runs on");
        consumer.close();
        return false;
    }

    private CompletableFuture<Outcome> begin(TrainingRequested request, int delivery) {
        CompletableFuture<Outcome> work = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("run-" + request.jobId()).start(() -> {
            try {
                work.complete(runner.handle(request, delivery, this::onlyWatch));
            } catch (InterruptedException | RuntimeException | Error e) {
                work.completeExceptionally(e);
            }
        });
        return work;
    }

    /** Empty where it is not for us: such a request goes to the dead letters. */
    private Optional<TrainingRequested> decode(ConsumerRecord<String, String> taken) {
        try {
            Optional<Event> event = codec.decode(RecordHeaders.of(taken), taken.value());
            if (event.orElse(null) instanceof TrainingRequested request) {
                return Optional.of(request);
            }
            LOG.warn("the record at offset {} is no training request: {}", taken.offset(), event);
        } catch (MalformedEventException e) {
            LOG.warn("the record at offset {} cannot be read: {}", taken.offset(), e.getMessage());
        }
        return Optional.empty();
    }

    /** Ends early where the place is given up. */
    private void pause(Duration time) throws InterruptedException {
        leaving.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
