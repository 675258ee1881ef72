package dev.trainyard.trainer.child;

import dev.trainyard.supervisor.ChildClasspath;
import dev.trainyard.supervisor.ChildProcess;
import dev.trainyard.supervisor.ChildSpec;
import dev.trainyard.tensor.Accelerator;
import dev.trainyard.tensor.NativeOptions;
import dev.trainyard.trainer.config.WorkerConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The GPUs of this worker's machine that its training processes can use. Found out at the start: by the driver's own tool,
 * and, where it names any, by a child process that asks libtorch, which this process never loads.
 */
@ApplicationScoped
public class GraphicsProcessors {
    private static final Logger LOG = LoggerFactory.getLogger(GraphicsProcessors.class);
    private static final String MAIN = "dev.trainyard.train.main.DevicesMain";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int BEFORE_THE_QUEUE = 1;

    private final WorkerConfig.Worker config;
    private final MeterRegistry metrics;
    private final AtomicInteger usable = new AtomicInteger();

    GraphicsProcessors(WorkerConfig config, MeterRegistry metrics) {
        this.config = config.worker();
        this.metrics = metrics;
    }

    void onStart(@Observes @Priority(BEFORE_THE_QUEUE) StartupEvent event) {
        List<Accelerator> present = Accelerator.present();
        usable.set(present.isEmpty() ? 0 : Math.min(present.size(), seenByLibtorch()));
        LOG.info("{} of {} GPUs can be used: {}", usable, present.size(), present);
        if (usable.get() < present.size()) {
            LOG.warn("libtorch cannot use all GPUs of this machine: build with TRAINYARD_ACCELERATOR=cuda, and look at"
                    + " docs/guides/gpu.md for the libraries it needs");
        }
        Gauge.builder("trainyard.gpus", usable, AtomicInteger::get)
                .description("GPUs that the training processes of this worker can use")
                .strongReference(true)
                .register(metrics);
    }

    /** GPUs that one job may have: jobs that run side by side would be given the same ones, so then none. */
    public int forAJob() {
        return config.parallelJobs() == 1 ? usable.get() : 0;
    }

    private static int seenByLibtorch() {
        AtomicInteger seen = new AtomicInteger();
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        ChildSpec spec = new ChildSpec(
                "devices",
                MAIN,
                ChildClasspath.ofThisProcess(),
                NativeOptions.jvmOptions(),
                List.of(),
                NativeOptions.environment(1),
                folder,
                folder.resolve("trainyard-devices.log"));
        try (ChildProcess child = ChildProcess.start(spec, line -> count(line, seen))) {
            child.exit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("the GPUs could not be counted", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return seen.get();
    }

    private static void count(String line, AtomicInteger seen) {
        if (line.matches("[0-9]{1,3}")) {
            seen.set(Integer.parseInt(line));
        }
    }
}
