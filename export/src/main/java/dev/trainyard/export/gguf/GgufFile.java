package dev.trainyard.export.gguf;

import dev.trainyard.checkpoint.StoredWeights;
import dev.trainyard.export.gguf.block.BlockCodec;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.modelfiles.gguf.GgufHeader;
import dev.trainyard.modelfiles.gguf.GgufMetadata;
import dev.trainyard.modelfiles.gguf.MalformedGguf;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/**
 * An open GGUF file whose header was checked; its tensors are read as float32.
 *
 * <p>The file is not mapped: were it truncated by another process, a mapping would end the JVM, a read fails with a
 * message. Memory: to be closed. Not thread-safe.
 */
public final class GgufFile implements StoredWeights, AutoCloseable {
    private static final int CHUNK_NUMBERS = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final GgufHeader header;

    private GgufFile(Path path, FileChannel channel, GgufHeader header) {
        this.path = path;
        this.channel = channel;
        this.header = header;
    }

    /**
     * Opens and checks a file.
     *
     * @throws TrainingFailure INVALID_MODEL if it is missing, damaged, not such a file, or of types we do not have
     */
    public static GgufFile open(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return new GgufFile(path, channel, supported(GgufHeader.read(channel)));
            } catch (IOException | MalformedGguf | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (MalformedGguf e) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL,
                    path + " is not a whole GGUF file that can be read: " + e.getMessage(),
                    e);
        } catch (NoSuchFileException e) {
            throw new TrainingFailure(FailureCode.INVALID_MODEL, path + " does not exist", e);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static GgufHeader supported(GgufHeader header) throws MalformedGguf {
        for (GgufHeader.Entry entry : header.tensors().values()) {
            if (TensorType.of(entry.type()).isEmpty()) {
                throw new MalformedGguf("tensor \"" + entry.name() + "\" is of type " + entry.type()
                        + ", which is not supported: expected one of " + Arrays.toString(TensorType.values()));
            }
        }
        return header;
    }

    private static TensorType type(GgufHeader.Entry entry) {
        return TensorType.of(entry.type()).orElseThrow();
    }

    /** Its keys and values. */
    public GgufMetadata metadata() {
        return header.metadata();
    }

    /** The type a tensor is stored in. */
    public TensorType type(String name) {
        return type(entry(name));
    }

    @Override
    public Set<String> names() {
        return header.tensors().keySet();
    }

    @Override
    public long[] shape(String name) {
        return entry(name).shape().clone();
    }

    @Override
    public Tensor read(String name) {
        GgufHeader.Entry entry = entry(name);
        BlockCodec codec = type(entry).codec();
        Tensor tensor = Tensor.empty(DType.FLOAT32, entry.shape());
        try {
            long position = header.dataStart() + entry.offset();
            for (ByteBuffer window : tensor.memory()) {
                var numbers = window.asFloatBuffer();
                while (numbers.hasRemaining()) {
                    float[] values = new float[Math.min(numbers.remaining(), CHUNK_NUMBERS)];
                    ByteBuffer bytes = ByteBuffer.allocate(values.length / codec.numbers() * codec.bytes())
                            .order(ByteOrder.LITTLE_ENDIAN);
                    readFully(bytes, position);
                    position += bytes.capacity();
                    for (int i = 0; i < values.length; i += codec.numbers()) {
                        codec.decode(bytes, values, i);
                    }
                    numbers.put(values);
                }
            }
            return tensor;
        } catch (IOException e) {
            tensor.close();
            throw unreadable(path, e);
        }
    }

    private GgufHeader.Entry entry(String name) {
        GgufHeader.Entry entry = header.tensors().get(name);
        if (entry == null) {
            throw new TrainingFailure(FailureCode.INVALID_MODEL, path + " has no tensor \"" + name + "\"");
        }
        return entry;
    }

    private void readFully(ByteBuffer buffer, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                throw new EOFException("it ends at byte " + at + ": it was truncated while it was being read");
            }
            at += read;
        }
        buffer.flip();
    }

    private static TrainingFailure unreadable(Path path, IOException e) {
        return new TrainingFailure(FailureCode.INVALID_MODEL, path + " cannot be read: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }
}
