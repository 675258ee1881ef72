package dev.trainyard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BooleanSupplier;

final class Awaiting {
    private static final long LIMIT_NANOS = 20_000_000_000L;

    private Awaiting() {}

    static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
