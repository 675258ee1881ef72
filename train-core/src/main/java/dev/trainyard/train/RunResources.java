package dev.trainyard.train;

import dev.trainyard.data.PreparedCache;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.Accelerator;
import dev.trainyard.tensor.Device;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a machine lends to a run.
 *
 * @param device where the run computes, and where its memory is
 * @param memoryLimit bytes that the process may take there
 * @param pricePerHour of the machine, in any currency, if it has one
 * @param cache folder that keeps encoded rows from run to run, if any
 */
public record RunResources(Device device, long memoryLimit, OptionalDouble pricePerHour, Optional<Path> cache) {
    /** Environment variable: bytes, or a number with k, m, g or t. */
    public static final String MEMORY_LIMIT = "TRAINYARD_MEMORY_LIMIT";

    /** Environment variable: a number. */
    public static final String PRICE_PER_HOUR = "TRAINYARD_PRICE_PER_HOUR";

    /** Environment variable: a folder; {@code off} for none. */
    public static final String CACHE = "TRAINYARD_CACHE";

    private static final long CACHE_BYTES = 10L << 30;

    /** The processor and this machine's memory, or that of the container; no price, no cache. */
    public static RunResources ofMachine() {
        return new RunResources(Device.CPU, memory(Device.CPU), OptionalDouble.empty(), Optional.empty());
    }

    /**
     * What the environment says; the cache is in {@code ~/.cache/trainyard} where it says nothing.
     *
     * @throws TrainingFailure INVALID_SPEC if a variable cannot be understood
     */
    public static RunResources of(Map<String, String> environment) {
        String limit = environment.getOrDefault(MEMORY_LIMIT, "");
        String price = environment.getOrDefault(PRICE_PER_HOUR, "");
        String cache = environment.getOrDefault(CACHE, "");
        Device device = device(environment);
        return new RunResources(
                device,
                limit.isBlank() ? memory(device) : bytes(limit.strip()),
                price.isBlank() ? OptionalDouble.empty() : OptionalDouble.of(price(price.strip())),
                cache(cache.strip()));
    }

    /** What is kept of prepared data, if anything is. */
    Optional<PreparedCache> prepared() {
        return cache.map(folder -> new PreparedCache(folder.resolve("prepared"), CACHE_BYTES));
    }

    private static Device device(Map<String, String> environment) {
        try {
            return Device.chosen(environment);
        } catch (IllegalArgumentException e) {
            throw new TrainingFailure(FailureCode.INVALID_SPEC, String.valueOf(e.getMessage()), e);
        }
    }

    /** Of several graphics processors that of the smallest: which of them is ours, the driver does not tell. */
    private static long memory(Device device) {
        return device.equals(Device.CPU)
                ? machineMemory()
                : Accelerator.present().stream()
                        .mapToLong(Accelerator::memoryBytes)
                        .min()
                        .orElse(Long.MAX_VALUE);
    }

    private static Optional<Path> cache(String folder) {
        if (folder.equals("off")) {
            return Optional.empty();
        }
        return Optional.of(
                folder.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".cache", "trainyard")
                        : Path.of(folder).toAbsolutePath());
    }

    private static long bytes(String text) {
        if (!text.matches("[0-9]{1,15}[kKmMgGtT]?")) {
            throw wrong(MEMORY_LIMIT, text, "bytes, or a size such as 8g or 512m");
        }
        int unit = "kmgt".indexOf(Character.toLowerCase(text.charAt(text.length() - 1)));
        long number = Long.parseLong(unit < 0 ? text : text.substring(0, text.length() - 1));
        return number << (10 * (unit + 1));
    }

    private static double price(String text) {
        try {
            double price = Double.parseDouble(text);
            if (price >= 0 && Double.isFinite(price)) {
                return price;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw wrong(PRICE_PER_HOUR, text, "a number from 0");
    }

    private static TrainingFailure wrong(String name, String value, String expected) {
        return new TrainingFailure(FailureCode.INVALID_SPEC, name + " is " + value + ", expected " + expected);
    }

    /** The price of a time, if there is one. */
    OptionalDouble cost(Duration time) {
        return pricePerHour.isPresent()
                ? OptionalDouble.of(pricePerHour.getAsDouble() * time.toMillis() / 3.6e6)
                : OptionalDouble.empty();
    }

    /** The JVM knows the limits of containers. */
    private static long machineMemory() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }
}
