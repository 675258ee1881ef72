package dev.trainyard.export.gguf.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.export.gguf.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks against those of llama.cpp's own library; see README.md beside the file. */
class BlockGoldenTest {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "F32")
    void packsTheBitsOfLlamaCpp(TensorType type) throws IOException {
        JsonNode golden = golden();
        float[] values = values(golden);
        byte[] expected = bytes(golden.path("blocks").path(type.name()));

        ByteBuffer packed = ByteBuffer.allocate(expected.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i += type.codec().numbers()) {
            type.codec().encode(values, i, packed);
        }

        assertThat(Arrays.mismatch(packed.array(), expected))
                .as("first byte that differs")
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(TensorType.class)
    void unpacksToWhatPacksToTheSameBlockSize(TensorType type) throws IOException {
        float[] values = values(golden());
        BlockCodec codec = type.codec();
        ByteBuffer block = ByteBuffer.allocate(codec.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        float[] back = new float[codec.numbers()];

        for (int i = 0; i < 512; i += codec.numbers()) {
            codec.encode(values, i, block.clear());
            assertThat(block.hasRemaining()).isFalse();
            codec.decode(block.flip(), back, 0);
            assertThat(block.hasRemaining()).isFalse();
            for (int j = 0; j < back.length; j++) {
                // The first row has a deviation of 0.05; four bits leave steps of about an eighth of the greatest.
                assertThat(back[j]).isCloseTo(values[i + j], offset(0.02f));
            }
        }
    }

    private static JsonNode golden() throws IOException {
        try (InputStream in = BlockGoldenTest.class.getResourceAsStream("/gguf/blocks.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static float[] values(JsonNode golden) {
        float[] values =
                new float[golden.path("rows").asInt() * golden.path("columns").asInt()];
        ByteBuffer.wrap(bytes(golden.path("values")))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    private static byte[] bytes(JsonNode base64) {
        return Base64.getDecoder().decode(base64.textValue());
    }
}
