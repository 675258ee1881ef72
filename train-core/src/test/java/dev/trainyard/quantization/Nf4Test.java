package dev.trainyard.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.Fixtures;
import dev.trainyard.checkpoint.SafetensorsFile;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Nf4Test {
    private static final Path GOLDEN = Fixtures.NF4.resolve("weights.safetensors");

    @ParameterizedTest
    @ValueSource(strings = {"square", "odd", "half"})
    void codesAndScalesEqualBitsandbytesBitByBit(String name) {
        try (SafetensorsFile golden = SafetensorsFile.open(GOLDEN);
                Scope scope = Scope.open()) {
            Nf4Weight ours = Nf4.quantize(golden.read(name), false);
            assertThat(ours.packed().sameAs(golden.read(name + ".packed"))).isTrue();
            assertThat(ours.packed().shape())
                    .containsExactly(golden.read(name + ".packed").shape());
            assertThat(ours.scales().floats())
                    .containsExactly(golden.read(name + ".absmax").floats());
            assertThat(ours.sourceType()).isEqualTo(name.equals("odd") ? "float32" : "bfloat16");
        }
    }

    /** Its CPU library looks the nearest code up in a table, which goes wrong by one code close to the middle of two. */
    @ParameterizedTest
    @ValueSource(strings = {"square", "odd", "half"})
    void scalesOfScalesEqualThoseOfBitsandbytes(String name) {
        try (SafetensorsFile golden = SafetensorsFile.open(GOLDEN);
                Scope scope = Scope.open()) {
            Nf4Weight.Nested nested =
                    Nf4.quantize(golden.read(name), true).nested().orElseThrow();
            float offset = golden.read(name + ".nested.offset").floats()[0];
            assertThat(nested.offset()).isCloseTo(offset, within(1e-6f * offset));
            assertEqualUpToLastBits(
                    nested.codes().floats(), golden.read("dynamic_map").floats());
            float[] scales = golden.read(name + ".nested.absmax").floats();
            assertThat(nested.scales().floats()).hasSameSizeAs(scales);
            for (int i = 0; i < scales.length; i++) {
                assertThat(nested.scales().floats()[i]).isCloseTo(scales[i], within(1e-5f * scales[i]));
            }
            long[] ours = Nf4.quantize(golden.read(name), true).scales().longs();
            long[] theirs = golden.read(name + ".nested.codes").longs();
            int different = 0;
            for (int i = 0; i < ours.length; i++) {
                assertThat(Math.abs(ours[i] - theirs[i])).isLessThanOrEqualTo(1);
                different += ours[i] == theirs[i] ? 0 : 1;
            }
            assertThat(different).isLessThanOrEqualTo(ours.length * 3 / 100);
        }
    }

    private static void assertEqualUpToLastBits(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(4 * Math.ulp(expected[i])));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"odd", "half"})
    void valuesOfStoredCodesEqualBitsandbytesBitByBit(String name) {
        try (SafetensorsFile golden = SafetensorsFile.open(GOLDEN);
                Scope scope = Scope.open();
                Nf4Decoder decoder = new Nf4Decoder()) {
            Tensor expected = golden.read(name + ".dequantized");
            Tensor values = decoder.fresh(stored(golden, name, expected.shape()));
            assertThat(values.sameAs(expected)).isTrue();
        }
    }

    private static Nf4Weight stored(SafetensorsFile golden, String name, long[] shape) {
        var nested = new Nf4Weight.Nested(
                golden.read(name + ".nested.absmax"),
                golden.read("dynamic_map"),
                golden.read(name + ".nested.offset").floats()[0],
                256);
        return new Nf4Weight(
                golden.read(name + ".packed"),
                golden.read(name + ".nested.codes"),
                Optional.of(nested),
                (int) shape[0],
                (int) shape[1],
                64,
                "float32");
    }

    @Test
    void followsFloat64WithinHalfAStepOfTheCodes() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(1);
                Nf4Decoder decoder = new Nf4Decoder()) {
            Tensor weight = Tensor.empty(DType.FLOAT32, 70, 50).normal_(0, 0.02, rng);
            double[] values = weight.doubles();
            double[] plain = decoder.fresh(Nf4.quantize(weight, false)).doubles();
            double[] nested = decoder.fresh(Nf4.quantize(weight, true)).doubles();
            double[] scales = Float64Nf4.scales(values, 64);
            double[] reference = Float64Nf4.quantizedAndBack(values, 64);
            double largest = scales[0];
            for (double scale : scales) {
                largest = Math.max(largest, scale);
            }
            for (int i = 0; i < values.length; i++) {
                double scale = scales[i / 64];
                assertThat(plain[i]).isCloseTo(reference[i], within(1e-6 * scale));
                assertThat(plain[i]).isCloseTo(values[i], within(0.153 * scale));
                // The dynamic codes of 8 bits are at most 0.0141 apart, and scaled by the largest deviation.
                assertThat(nested[i]).isCloseTo(reference[i], within(0.0071 * largest));
            }
        }
    }

    @Test
    void blocksOfZerosStayZero() {
        try (Scope scope = Scope.open();
                Nf4Decoder decoder = new Nf4Decoder()) {
            Tensor zeros = Tensor.zeros(3, 50);
            for (boolean doubleQuant : List.of(true, false)) {
                assertThat(decoder.fresh(Nf4.quantize(zeros, doubleQuant))
                                .abs()
                                .max()
                                .item())
                        .isLessThan(1e-37);
            }
        }
    }
}
