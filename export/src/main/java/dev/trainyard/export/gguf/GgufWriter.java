package dev.trainyard.export.gguf;

import dev.trainyard.checkpoint.AtomicFile;
import dev.trainyard.export.gguf.block.BlockCodec;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.modelfiles.gguf.GgufFormat;
import dev.trainyard.modelfiles.gguf.GgufMetadata;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Writes GGUF files of version 3. Source: ggml, docs/gguf.md. */
public final class GgufWriter {
    private static final int CHUNK_NUMBERS = 1 << 20;

    private GgufWriter() {}

    /**
     * Writes a file that is whole or not there. Memory: one tensor at a time.
     *
     * @throws TrainingFailure INVALID_MODEL if a number is not finite, or too large for its type; DISK_FULL
     */
    public static void write(Path path, GgufMetadata metadata, List<GgufTensor> tensors) {
        byte[] header = header(metadata, tensors);
        AtomicFile.write(path, channel -> {
            writeFully(channel, ByteBuffer.wrap(header));
            for (GgufTensor tensor : tensors) {
                write(channel, tensor);
            }
        });
    }

    private static byte[] header(GgufMetadata metadata, List<GgufTensor> tensors) {
        var bytes = new HeaderBytes();
        bytes.raw(GgufFormat.MAGIC.getBytes(StandardCharsets.US_ASCII)).u32(GgufFormat.VERSION);
        bytes.u64(tensors.size()).u64(metadata.all().size());
        metadata.all().forEach((key, value) -> bytes.text(key).value(value));
        long offset = 0;
        for (GgufTensor tensor : tensors) {
            bytes.text(tensor.name()).u32(tensor.shape().length);
            for (int i = tensor.shape().length - 1; i >= 0; i--) {
                bytes.u64(tensor.shape()[i]);
            }
            bytes.u32(tensor.type().id()).u64(offset);
            offset += GgufFormat.padded(tensor.bytes(), GgufFormat.ALIGNMENT);
        }
        return bytes.paddedTo(GgufFormat.ALIGNMENT);
    }

    private static void write(FileChannel channel, GgufTensor tensor) throws IOException {
        BlockCodec codec = tensor.type().codec();
        try (Scope scope = Scope.open()) {
            Tensor flat = tensor.values().get().detach().contiguous().view(-1);
            if (flat.count() != tensor.count()) {
                throw new IllegalStateException(
                        tensor.name() + " has " + flat.count() + " numbers in place of " + tensor.count());
            }
            for (long start = 0; start < flat.count(); start += CHUNK_NUMBERS) {
                int count = (int) Math.min(CHUNK_NUMBERS, flat.count() - start);
                ByteBuffer out = ByteBuffer.allocate(count / codec.numbers() * codec.bytes())
                        .order(ByteOrder.LITTLE_ENDIAN);
                encode(tensor, flat.narrow(0, start, count).floats(), out);
                writeFully(channel, out.flip());
            }
        }
        long padding = GgufFormat.padded(tensor.bytes(), GgufFormat.ALIGNMENT) - tensor.bytes();
        writeFully(channel, ByteBuffer.allocate((int) padding));
    }

    private static void encode(GgufTensor tensor, float[] values, ByteBuffer out) {
        float limit = tensor.type() == TensorType.F32 || tensor.type() == TensorType.BF16 ? Float.MAX_VALUE : 65_504;
        for (float value : values) {
            if (!(Math.abs(value) <= limit)) {
                throw new TrainingFailure(
                        FailureCode.INVALID_MODEL,
                        tensor.name() + " holds " + value + ", which " + tensor.type() + " cannot: expected at most "
                                + limit + "; export it as F32 or BF16");
            }
        }
        BlockCodec codec = tensor.type().codec();
        for (int i = 0; i < values.length; i += codec.numbers()) {
            codec.encode(values, i, out);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
