package dev.trainyard.deploy.server;

import com.sun.management.OperatingSystemMXBean;
import dev.trainyard.generate.BatchLimits;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The command line of the server.
 *
 * @param model Hugging Face folder
 * @param name what requests put into {@code model}
 * @param port 0 = any free one
 * @param batch what a model that writes text takes on at a time
 * @param warmUp the most time that warming up may take; zero = none
 */
record ServerOptions(
        Path model, String name, String host, int port, ServerLimits limits, BatchLimits batch, Duration warmUp) {
    private static final Set<String> KNOWN = Set.of(
            "--model",
            "--name",
            "--host",
            "--port",
            "--concurrent",
            "--waiting",
            "--max-tokens",
            "--cache-mib",
            "--warm-up");
    static final String USAGE = "usage: --model DIR --name NAME [--host 127.0.0.1] [--port 0] [--concurrent 8]"
            + " [--waiting 32] [--max-tokens N] [--cache-mib N] [--warm-up 5]";
    /** Of the machine's memory, for keys and values of texts that are being generated. */
    private static final int CACHE_SHARE = 4;

    private static final int WARM_UP_SECONDS = 5;
    private static final int MOST_WARM_UP_SECONDS = 600;

    /** Errors: {@link IllegalArgumentException} with a sentence for the user. */
    static ServerOptions parse(String... arguments) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!KNOWN.contains(arguments[i])) {
                throw new IllegalArgumentException("unknown option " + arguments[i] + "; " + USAGE);
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("option " + arguments[i] + " needs a value; " + USAGE);
            }
            values.put(arguments[i], arguments[i + 1]);
        }
        return new ServerOptions(
                Path.of(required(values, "--model")),
                required(values, "--name"),
                values.getOrDefault("--host", "127.0.0.1"),
                number(values, "--port", 0, 65_535).orElse(0),
                limits(values),
                batch(values),
                Duration.ofSeconds(
                        number(values, "--warm-up", 0, MOST_WARM_UP_SECONDS).orElse(WARM_UP_SECONDS)));
    }

    /** The same on a free port of this machine alone, with the usual limits. */
    ServerOptions forWarmUp() {
        return new ServerOptions(model, name, "127.0.0.1", 0, ServerLimits.DEFAULT, batch, Duration.ZERO);
    }

    private static ServerLimits limits(Map<String, String> values) {
        ServerLimits usual = ServerLimits.DEFAULT;
        return usual.withWaiting(number(values, "--waiting", 1, 10_000).orElse(usual.waiting()))
                .withMaxTokens(
                        number(values, "--max-tokens", 1, Integer.MAX_VALUE).orElse(usual.maxTokens()));
    }

    private static BatchLimits batch(Map<String, String> values) {
        OptionalInt mebibytes = number(values, "--cache-mib", 1, Integer.MAX_VALUE);
        long bytes = mebibytes.isPresent() ? (long) mebibytes.getAsInt() << 20 : machineMemory() / CACHE_SHARE;
        BatchLimits usual = BatchLimits.of(bytes);
        return usual.withTexts(number(values, "--concurrent", 1, 256).orElse(usual.texts()));
    }

    private static long machineMemory() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    private static String required(Map<String, String> values, String option) {
        String value = values.get(option);
        if (value == null) {
            throw new IllegalArgumentException("option " + option + " is missing; " + USAGE);
        }
        return value;
    }

    private static OptionalInt number(Map<String, String> values, String option, int least, int most) {
        String text = values.get(option);
        if (text == null) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number out of range.
        }
        throw new IllegalArgumentException(
                option + " must be a number from " + least + " to " + most + ", got " + text);
    }
}
