package dev.trainyard.export.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.modelfiles.gguf.GgufMetadata;
import dev.trainyard.modelfiles.gguf.GgufValue;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
    private static final float[] SIX = {1, -2, 3.5f, 0, 1e-8f, 65_504};

    @TempDir
    Path folder;

    @Test
    void readsWhatWasWritten() {
        Path path = write(TensorType.F16);

        try (GgufFile file = GgufFile.open(path);
                Scope scope = Scope.open()) {
            assertThat(file.metadata().text("general.architecture")).contains("llama");
            assertThat(file.metadata().whole("llama.block_count")).hasValue(3);
            assertThat(file.metadata().texts("tokens")).contains(List.of("a", "ß", ""));
            assertThat(file.metadata().all())
                    .containsEntry("scores", new GgufValue.Fractions(List.of(-1.5f)))
                    .containsEntry("types", new GgufValue.Wholes(List.of(1, -6)))
                    .containsEntry("add", new GgufValue.Flag(true));
            assertThat(file.names()).containsExactly("first", "second");
            assertThat(file.shape("first")).containsExactly(2, 3);
            assertThat(file.type("first")).isEqualTo(TensorType.F16);
            assertThat(file.read("first").floats()).containsExactly(1, -2, 3.5f, 0, 0, 65_504);
            assertThat(file.read("second").floats()).containsExactly(SIX);
        }
    }

    @Test
    void refusesNumbersThatTheTypeCannotHold() {
        assertThatThrownBy(() -> GgufWriter.write(
                        folder.resolve("large.gguf"),
                        new GgufMetadata(),
                        List.of(new GgufTensor(
                                "w", new long[] {1}, TensorType.F16, () -> Tensor.of(new float[] {7e4f})))))
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining("w holds 70000.0, which F16 cannot");
        assertThat(folder.resolve("large.gguf")).doesNotExist();
    }

    @Test
    void refusesAFileCutAtAnyByte() throws IOException {
        byte[] whole = Files.readAllBytes(write(TensorType.F32));
        // The last tensor ends 8 bytes before the file does: those only fill up.
        for (int length = 0; length < whole.length - 8; length++) {
            refuses(Arrays.copyOf(whole, length), "");
        }
    }

    /** Each byte of the header set to the worst: it is read as something else, or refused, but never believed blindly. */
    @Test
    void survivesAnyByteOfTheHeader() throws IOException {
        byte[] whole = Files.readAllBytes(write(TensorType.F32));
        for (int at = 0; at < 300; at++) {
            for (int value : new int[] {0, 0x7f, 0xff}) {
                byte[] lying = whole.clone();
                lying[at] = (byte) value;
                Path path = Files.write(folder.resolve("lying.gguf"), lying);
                try (GgufFile file = GgufFile.open(path);
                        Scope scope = Scope.open()) {
                    file.names()
                            .forEach(name -> assertThat(file.read(name).count()).isPositive());
                } catch (TrainingFailure expected) {
                    assertThat(expected).hasMessageContaining("lying.gguf");
                }
            }
        }
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        byte[] whole = Files.readAllBytes(write(TensorType.F32));
        refuses("not a model at all, but long enough".getBytes(StandardCharsets.UTF_8), "does not begin with GGUF");
        refuses(patched(whole, 4, Integer.reverseBytes(3)), "big-endian");
        refuses(patched(whole, 4, 9), "version 9");
        refuses(patched(whole, 8, 1L << 60), "claims 1152921504606846976 tensors");
        refuses(patched(whole, 16, -1L), "claims 18446744073709551615 metadata pairs");
        refuses(patched(whole, 24, 1L << 40), "claims 1099511627776 bytes of key 0");

        int tensor = index(whole, "second") + "second".length();
        refuses(patched(whole, tensor, 5), "claims 5 dimensions");
        refuses(patched(whole, tensor + 4, 1L << 40), "of which the file has");
        refuses(patched(whole, tensor + 4, Long.MIN_VALUE), "dimension of size 9223372036854775808");
        refuses(patched(whole, tensor + 12, 24), "is of type I8, which is not supported");
        refuses(patched(whole, tensor + 12, 4), "is of type 4, which is not known");
        refuses(patched(whole, tensor + 12, 8), "no whole blocks of Q8_0");
        refuses(patched(whole, tensor + 16, 0L), "starts at 0, but the one before ends at 32");
        refuses(patched(whole, tensor + 16, 1L << 40), "starts at 1099511627776");
        int first = index(whole, "first") + "first".length();
        refuses(patched(patched(whole, first + 4, Long.MAX_VALUE / 2), first + 12, Long.MAX_VALUE / 2), "overflows");
    }

    private Path write(TensorType type) {
        GgufMetadata metadata = new GgufMetadata()
                .put("general.architecture", "llama")
                .put("llama.block_count", 3)
                .put("epsilon", 1e-5)
                .put("add", true)
                .putTexts("tokens", List.of("a", "ß", ""))
                .putFractions("scores", List.of(-1.5f))
                .putWholes("types", List.of(1, -6));
        Path path = folder.resolve("model.gguf");
        GgufWriter.write(
                path,
                metadata,
                List.of(
                        new GgufTensor("first", new long[] {2, 3}, type, () -> Tensor.of(SIX, 2, 3)),
                        new GgufTensor("second", new long[] {6}, TensorType.F32, () -> Tensor.of(SIX))));
        return path;
    }

    private void refuses(byte[] content, String problem) throws IOException {
        Path path = Files.write(folder.resolve("lying.gguf"), content);
        assertThatThrownBy(() -> GgufFile.open(path).close())
                .as("%d bytes", content.length)
                .isInstanceOf(TrainingFailure.class)
                .hasMessageContaining("lying.gguf")
                .hasMessageContaining(problem);
    }

    private static byte[] patched(byte[] whole, int at, long value) {
        byte[] patched = whole.clone();
        ByteBuffer.wrap(patched).order(ByteOrder.LITTLE_ENDIAN).putLong(at, value);
        return patched;
    }

    private static byte[] patched(byte[] whole, int at, int value) {
        byte[] patched = whole.clone();
        ByteBuffer.wrap(patched).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return patched;
    }

    private static int index(byte[] whole, String text) {
        return new String(whole, StandardCharsets.ISO_8859_1).indexOf(text);
    }
}
