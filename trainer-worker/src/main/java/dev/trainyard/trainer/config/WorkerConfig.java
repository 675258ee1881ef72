package dev.trainyard.trainer.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of a trainer worker; checked at start. */
@ConfigMapping(prefix = "trainyard")
public interface WorkerConfig {
    /** Root folder of artifacts, shared by the services. */
    Path artifacts();

    /** Folders that training data and base models must lie under. */
    List<Path> dataRoots();

    Worker worker();

    /** What this worker process does. */
    interface Worker {
        /** Name of this process, different from every other worker's; by default a new one at each start. */
        @NotBlank
        String id();

        /** Jobs that run at the same time, 1 to 64. */
        @WithDefault("1")
        @Min(1)
        @Max(64)
        int parallelJobs();

        /** Attempts of a submission that may end without a result, 1 to 100; then the job fails. */
        @WithDefault("3")
        @Min(1)
        @Max(100)
        int maxAttempts();

        /**
         * Deliveries of a request that a worker has no room for, 1 to 9 and below the queue's own limit (5); then it goes
         * to the end of the queue, or the job fails where no worker that is alive has room for it.
         */
        @WithDefault("4")
        @Min(1)
        @Max(9)
        int mostDeliveries();

        /**
         * Time in which only other workers can take a request that this one has no room for; doubled, up to eight times
         * it, whenever one went to the end of the queue.
         */
        @WithDefault("2s")
        Duration passPause();

        /** Wait before the second attempt; doubled before each later one. */
        @WithDefault("2s")
        Duration retryBackOff();

        /** How often a running job's lease is renewed and its cancellation looked for. */
        @WithDefault("2s")
        Duration heartbeat();

        /** Time without a sign of life after which another worker may take the job; several heartbeats. */
        @WithDefault("10s")
        Duration leaseTimeToLive();

        /** Time a training process has to write its checkpoint and end, before it is killed. */
        @WithDefault("30s")
        Duration stopGrace();

        /** Least time between two progress events of a job. */
        @WithDefault("1s")
        Duration progressInterval();

        /** Largest Java heap of a training process, as for {@code -Xmx}; tensors do not live in it. */
        @WithDefault("1g")
        @Pattern(regexp = "[0-9]+[kKmMgG]", message = "must be a size such as 1g or 512m")
        String childHeap();

        /** Most processes of a distributed job, 1 to 1024; by default the processors. */
        Optional<@Min(1) @Max(1024) Integer> maxRanks();

        /**
         * Threads a training process computes with, 1 to 1024; by default the processors shared by the jobs and their
         * processes.
         */
        Optional<@Min(1) @Max(1024) Integer> childThreads();

        /**
         * Memory a training process may take, such as 8g; jobs that need more are refused before their first step. By
         * default that of the machine or container, shared by the jobs that run side by side.
         */
        Optional<@Pattern(regexp = "[0-9]{1,15}[kKmMgGtT]?", message = "must be a size such as 8g or 512m") String>
                memoryLimit();

        /** Price of an hour of this machine, in any currency, from 0; jobs then show what they cost. */
        Optional<@PositiveOrZero Double> pricePerHour();

        /** Folder that keeps tokenised data from job to job, {@code off} for none; by default ~/.cache/trainyard. */
        Optional<String> cache();

        /** More options for the Java virtual machine of a training process. */
        Optional<List<String>> childOptions();
    }
}
