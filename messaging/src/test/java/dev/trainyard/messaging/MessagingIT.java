package dev.trainyard.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ControlEvent.CancelRequested;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.wire.Topics;
import dev.trainyard.devstack.KafkaProcess;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestServers.class)
@SuppressWarnings("NullAway.Init")
class MessagingIT {
    @Inject
    Outbox outbox;

    @Inject
    ControlConsumer consumer;

    @Inject
    DataSource database;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "test.kafka.pid")
    long kafkaPid;

    @ConfigProperty(name = "test.kafka.port")
    int kafkaPort;

    @ConfigProperty(name = "test.kafka.folder")
    Path kafkaFolder;

    private TopicLog topics;

    @BeforeEach
    void connect() {
        topics = new TopicLog(bootstrapServers);
        consumer.work(event -> {});
    }

    @AfterEach
    void disconnect() {
        topics.close();
    }

    @Test
    void sendsACommittedEventAsACloudEventAndHandlesItWithItsJobInTheLog() {
        CancelRequested event = cancel(JobId.next(), "enough");
        publish(event);
        ConsumerRecord<String, String> message = await().atMost(20, SECONDS)
                .until(() -> records(event.jobId()), found -> !found.isEmpty())
                .getFirst();
        assertThat(message.key()).isEqualTo(event.jobId().value());
        assertThat(header(message, "ce_id")).isEqualTo(event.head().id().value());
        assertThat(header(message, "ce_type")).isEqualTo("training.cancel-requested");
        assertThat(header(message, "ce_source")).isEqualTo("/trainyard/messaging-test");
        assertThat(header(message, "ce_specversion")).isEqualTo("1.0");
        assertThat(handled(event.jobId())).containsExactly(event);
        assertThat(consumer.jobsInTheLog()).contains(event.jobId().value());
        await().atMost(5, SECONDS).until(() -> count("outbox where key = '" + event.jobId() + "'") == 0);
    }

    @Test
    void sendsNothingOfATransactionThatIsRolledBack() {
        JobId job = JobId.next();
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    outbox.publish(cancel(job, "rolled back"));
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessageContaining("on purpose");
        publish(cancel(job, "committed"));
        await().atMost(20, SECONDS).until(() -> !handled(job).isEmpty());
        assertThat(handled(job)).extracting(CancelRequested::reason).containsExactly("committed");
        assertThat(records(job)).hasSize(1);
    }

    @Test
    void publishesOnlyInsideATransaction() {
        assertThatThrownBy(() -> outbox.publish(cancel(JobId.next(), "")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outside of a transaction");
    }

    @Test
    void keepsTheOrderOfEachSubject() {
        List<JobId> jobs = Stream.generate(JobId::next).limit(3).toList();
        for (int i = 0; i < 60; i++) {
            String number = Integer.toString(i);
            QuarkusTransaction.requiringNew().run(() -> jobs.forEach(job -> outbox.publish(cancel(job, number))));
        }
        List<String> expected =
                IntStream.range(0, 60).mapToObj(Integer::toString).toList();
        for (JobId job : jobs) {
            await().atMost(30, SECONDS).until(() -> handled(job).size() >= 60);
            assertThat(handled(job)).extracting(CancelRequested::reason).isEqualTo(expected);
            assertThat(records(job)).hasSize(60);
        }
    }

    @Test
    void handlesAnEventOnceHoweverOftenItArrives() {
        CancelRequested event = cancel(JobId.next(), "again and again");
        for (int i = 0; i < 3; i++) {
            publish(event);
        }
        publish(cancel(event.jobId(), "last"));
        await().atMost(20, SECONDS).until(() -> handled(event.jobId()).size() >= 2);
        assertThat(records(event.jobId())).hasSize(4);
        assertThat(handled(event.jobId()))
                .extracting(CancelRequested::reason)
                .containsExactly("again and again", "last");
    }

    @Test
    void repeatsAHandlerThatFailsForAWhileAndKeepsNothingOfTheFailedAttempts() {
        AtomicInteger attempts = new AtomicInteger();
        JobId job = JobId.next();
        JobId followUp = JobId.next();
        consumer.work(event -> {
            if (event.jobId().equals(job)) {
                outbox.publish(cancel(followUp, "from the handler"));
                if (attempts.incrementAndGet() < 3) {
                    throw new TrainyardException(ErrorCode.UNAVAILABLE, "not now");
                }
            }
        });
        publish(cancel(job, "heals"));
        await().atMost(20, SECONDS).until(() -> !handled(followUp).isEmpty());
        assertThat(attempts).hasValue(3);
        assertThat(records(followUp)).hasSize(1);
    }

    @Test
    void putsAsideWhatCanNeverBeHandledAndGoesOn() throws SQLException {
        JobId job = JobId.next();
        consumer.work(event -> {
            if (event.reason().equals("poison")) {
                throw new TrainyardException(ErrorCode.CONFLICT, "never");
            }
        });
        CancelRequested poison = cancel(job, "poison");
        publish(poison);
        topics.send(Topics.TRAINING_CONTROL, job.value(), Map.of(), "no headers at all");
        topics.send(Topics.TRAINING_CONTROL, job.value(), Map.of("ce_type", "training.cancel-requested"), "{broken");
        topics.send(Topics.TRAINING_CONTROL, job.value(), Map.of("ce_type", "of.the.future"), "{}");
        publish(cancel(job, "fine"));
        await().atMost(20, SECONDS).until(() -> !handled(job).isEmpty());
        assertThat(handled(job)).extracting(CancelRequested::reason).containsExactly("fine");
        await().atMost(10, SECONDS).until(() -> deadLetters(job).size() >= 3);
        assertThat(deadLetters(job)).hasSize(3);
        assertThat(deadLetters(job).stream().map(ConsumerRecord::value)).contains("no headers at all", "{broken");
        assertThat(count("inbox where event_id = '" + poison.head().id() + "'")).isZero();
    }

    @Test
    void leavesARowThatNoBrokerTakesBehindAndSendsTheOthers() {
        JobId job = JobId.next();
        QuarkusTransaction.requiringNew().run(() -> {
            outbox.publish(cancel(job, "x".repeat(2_000_000)));
            outbox.publish(cancel(job, "short"));
        });
        await().atMost(20, SECONDS).until(() -> !handled(job).isEmpty());
        assertThat(handled(job)).extracting(CancelRequested::reason).containsExactly("short");
        await().atMost(5, SECONDS)
                .until(() -> count("outbox where error like '%RecordTooLarge%' and key = '" + job + "'") == 1);
    }

    @Test
    void survivesABrokerThatIsAwayForAWhile() throws Exception {
        ProcessHandle broker = ProcessHandle.of(kafkaPid).orElseThrow();
        broker.destroy();
        await().atMost(20, SECONDS).until(() -> !broker.isAlive());
        JobId job = JobId.next();
        publish(cancel(job, "first"));
        publish(cancel(job, "second"));
        Thread.sleep(2000);
        assertThat(count("outbox where key = '" + job + "'")).isEqualTo(2);
        TestServers.keep(KafkaProcess.start(kafkaFolder, kafkaPort));
        await().atMost(60, SECONDS).until(() -> handled(job).size() == 2);
        assertThat(handled(job)).extracting(CancelRequested::reason).containsExactly("first", "second");
    }

    private void publish(CancelRequested event) {
        QuarkusTransaction.requiringNew().run(() -> outbox.publish(event));
    }

    private static CancelRequested cancel(JobId job, String reason) {
        return new CancelRequested(EventHead.now(), job, 1, reason);
    }

    private List<CancelRequested> handled(JobId job) {
        return consumer.handled().stream()
                .filter(event -> event.jobId().equals(job))
                .toList();
    }

    private List<ConsumerRecord<String, String>> records(JobId job) {
        return topics.of(Topics.TRAINING_CONTROL, job.value());
    }

    private List<ConsumerRecord<String, String>> deadLetters(JobId job) {
        return topics.of(Topics.deadLetters(Topics.TRAINING_CONTROL), job.value());
    }

    private long count(String from) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select count(*) from " + from)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static String header(ConsumerRecord<String, String> message, String name) {
        return new String(message.headers().lastHeader(name).value(), UTF_8);
    }
}
