package dev.trainyard.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseTimesTest {
    @Test
    void putsADurationIntoTheFirstBucketThatHoldsIt() {
        assertThat(ResponseTimes.bucket(0)).isZero();
        assertThat(ResponseTimes.bucket(1)).isZero();
        assertThat(ResponseTimes.bucket(1.5)).isEqualTo(2);
        assertThat(ResponseTimes.bucket(1024)).isEqualTo(20);
        assertThat(ResponseTimes.bucket(1e9)).isEqualTo(ResponseTimes.BUCKETS - 1);
    }

    @Test
    void tellsPercentilesWithinTheWidthOfABucket() {
        ResponseTimes times = ResponseTimes.none();
        for (int millis = 1; millis <= 1000; millis++) {
            times = times.plus(of(millis));
        }
        assertThat(times.count()).isEqualTo(1000);
        assertThat(times.meanMillis()).isEqualTo(500.5);
        assertThat(times.percentileMillis(0.5)).isCloseTo(500, within(30.0));
        assertThat(times.percentileMillis(0.95)).isCloseTo(950, within(60.0));
        assertThat(times.percentileMillis(1)).isCloseTo(1024, within(1.0));
        assertThat(ResponseTimes.none().percentileMillis(0.5)).isZero();
    }

    @Test
    void takesAnEarlierStateAway() {
        ResponseTimes earlier = of(3).plus(of(70));
        assertThat(earlier.plus(of(5)).since(earlier)).isEqualTo(of(5));
    }

    @Test
    void refusesOtherBuckets() {
        assertThatThrownBy(() -> new ResponseTimes(1, List.of(1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 42");
    }

    private static ResponseTimes of(long millis) {
        List<Long> counts = new ArrayList<>(ResponseTimes.none().counts());
        counts.set(ResponseTimes.bucket(millis), 1L);
        return new ResponseTimes(millis, counts);
    }
}
