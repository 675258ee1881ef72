package dev.trainyard.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.Fixtures;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsFileTest {
    @TempDir
    Path folder;

    /** Header and number of data bytes of malformed files, and a part of the message. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|4|need 8 bytes of data, but the file has 4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|12|need 8 bytes of data, but the file has 12",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}|8|does not fill its offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}|8|does not fill its offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|8|starts at 4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}|12|starts at 4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}|12|starts at 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|8|Duplicate field 'a'",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}|0|size overflows",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,0]}}|0|no list of sizes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}|4|no list of sizes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,6]}}|6|no list of sizes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":\"1\",\"data_offsets\":[0,4]}}|4|no list of sizes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}|4|no pair of offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}|4|no pair of offsets",
                "{\"a\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}}|4|unknown dtype \"F99\"",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}|4|not described by",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}|4|not described by",
                "{\"a\":[1]}|0|not described by",
                "{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]}}|1|ends within a byte",
                "{\"__metadata__\":{\"format\":1}}|0|no string",
                "{\"__metadata__\":[]}|0|no object",
                "{\"a\":|0|not valid JSON",
                "{} x|0|not valid JSON",
                "[1]|0|does not start with '{'",
            })
    void refusesMalformedHeaders(String header, int dataBytes, String message) throws IOException {
        assertMalformed(file(header.getBytes(StandardCharsets.UTF_8), dataBytes), message);
    }

    @Test
    void refusesHeadersThatAreNotUtf8() throws IOException {
        assertMalformed(file(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, 0), "not UTF-8");
    }

    @Test
    void refusesLyingHeaderLengths() throws IOException {
        assertMalformed(file(101_000_000, new byte[] {'{', '}'}, 0), "at most 100000000 are allowed");
        assertMalformed(file(-1, new byte[] {'{', '}'}, 0), "claims 18446744073709551615 bytes");
        assertMalformed(file(1000, new byte[] {'{', '}'}, 0), "claims 1000 bytes, but the file has 10");
        assertMalformed(file(0, new byte[0], 0), "does not start with '{'");
        assertMalformed(Files.write(folder.resolve("short"), new byte[3]), "it has 3 bytes");
        assertMalformed(Files.write(folder.resolve("empty"), new byte[0]), "it has 0 bytes");
    }

    @Test
    void refusesEveryTruncationOfARealFile() throws IOException {
        byte[] whole = Files.readAllBytes(Fixtures.LLAMA.resolve("model.safetensors"));
        for (int length = 0; length < whole.length; length += 997) {
            Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
            assertMalformed(cut, "not a whole safetensors file");
        }
    }

    @Test
    void readingAFileThatShrinksFailsWithoutACrash() throws IOException {
        Path path = folder.resolve("shrinking.safetensors");
        try (Scope scope = Scope.open()) {
            SafetensorsWriter.write(path, Map.of("a", Tensor.ones(100_000)), Map.of());
            try (SafetensorsFile file = SafetensorsFile.open(path)) {
                try (var access = new RandomAccessFile(path.toFile(), "rw")) {
                    access.setLength(200);
                }
                assertThatThrownBy(() -> file.read("a"))
                        .isInstanceOf(TrainingFailure.class)
                        .hasMessageContaining("truncated");
            }
        }
    }

    @Test
    void tellsWhatIsMissing() {
        assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("nowhere")))
                .hasMessageContaining("nowhere does not exist");
        try (SafetensorsFile file = SafetensorsFile.open(Fixtures.LLAMA.resolve("model.safetensors"))) {
            assertThatThrownBy(() -> file.read("x")).hasMessageContaining("has no tensor \"x\"");
        }
    }

    @Test
    void namesTypesItCannotCompute() throws IOException {
        Path path = file(
                "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[4],\"data_offsets\":[0,4]}}".getBytes(StandardCharsets.UTF_8),
                4);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThatThrownBy(() -> file.read("a")).hasMessageContaining("dtype F8_E4M3, which is not supported");
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void keepsEveryTypeAndShape(DType type) {
        Path path = folder.resolve("types.safetensors");
        try (Scope scope = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            tensors.put(
                    "matrix", Tensor.of(new float[] {1, 0, 1, 1, 0, 0}, 2, 3).to(type));
            tensors.put("scalar", Tensor.scalarOf(1).to(type));
            tensors.put("empty", Tensor.empty(type, 0, 4));
            tensors.put("view", tensors.get("matrix").transpose(0, 1));
            SafetensorsWriter.write(path, tensors, Map.of("k", "v"));
            try (SafetensorsFile file = SafetensorsFile.open(path)) {
                assertThat(file.metadata()).containsExactly(Map.entry("k", "v"));
                tensors.forEach((name, tensor) -> {
                    Tensor read = file.read(name);
                    assertThat(read.dtype()).isEqualTo(type);
                    assertThat(read.sameAs(tensor)).as(name).isTrue();
                });
            }
        }
    }

    @Test
    void writesTheSameBytesAsTheOfficialWriter() throws IOException {
        Path original = Fixtures.LLAMA.resolve("model.safetensors");
        Path copy = folder.resolve("copy.safetensors");
        try (Scope scope = Scope.open();
                SafetensorsFile file = SafetensorsFile.open(original)) {
            var tensors = new LinkedHashMap<String, Tensor>();
            file.names().forEach(name -> tensors.put(name, file.read(name)));
            SafetensorsWriter.write(copy, tensors, file.metadata());
        }
        assertThat(copy).hasSameBinaryContentAs(original);
    }

    private void assertMalformed(Path path, String message) {
        assertThatThrownBy(() -> SafetensorsFile.open(path).close())
                .isInstanceOfSatisfying(
                        TrainingFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.INVALID_MODEL))
                .hasMessageContaining(path.toString())
                .hasMessageContaining(message);
    }

    private Path file(byte[] header, int dataBytes) throws IOException {
        return file(header.length, header, dataBytes);
    }

    private Path file(long claimed, byte[] header, int dataBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(claimed).put(header);
        return Files.write(folder.resolve("file.safetensors"), bytes.array());
    }
}
