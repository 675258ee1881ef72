package dev.trainyard.checkpoint;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.modelfiles.safetensors.SafetensorsHeader;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;

/**
 * An open safetensors file whose header was checked.
 *
 * <p>Tensors are read straight into their memory. The file is not mapped: were it truncated by another process, a
 * mapping would end the JVM, a read fails with a message. Memory: to be closed. Not thread-safe.
 */
public final class SafetensorsFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final SafetensorsHeader header;

    private SafetensorsFile(Path path, FileChannel channel, SafetensorsHeader header) {
        this.path = path;
        this.channel = channel;
        this.header = header;
    }

    /**
     * Opens and checks a file.
     *
     * @throws TrainingFailure with {@link FailureCode#INVALID_MODEL} if it is missing, damaged or not such a file
     */
    public static SafetensorsFile open(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return open(path, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new TrainingFailure(FailureCode.INVALID_MODEL, path + " does not exist", e);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static SafetensorsFile open(Path path, FileChannel channel) throws IOException {
        try {
            return new SafetensorsFile(path, channel, SafetensorsHeader.read(channel));
        } catch (SafetensorsHeader.Malformed e) {
            throw malformed(path, String.valueOf(e.getMessage()));
        }
    }

    /** The names of all tensors. */
    public Set<String> names() {
        return header.entries().keySet();
    }

    /** The free-form texts of the header. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** The shape of a tensor of this file. */
    public long[] shape(String name) {
        return entry(name).shape().clone();
    }

    /**
     * Reads a tensor in the type it is stored in.
     *
     * @throws TrainingFailure if it cannot be read or has a type we do not have
     */
    public Tensor read(String name) {
        SafetensorsHeader.Entry entry = entry(name);
        DType type = SafetensorsTypes.of(entry.type())
                .orElseThrow(() -> new TrainingFailure(
                        FailureCode.INVALID_MODEL,
                        path + ": tensor \"" + name + "\" has dtype " + entry.type()
                                + ", which is not supported: convert the file to F32, F16 or BF16"));
        Tensor tensor = Tensor.empty(type, entry.shape());
        long position = header.dataStart() + entry.begin();
        try {
            for (ByteBuffer window : tensor.memory()) {
                int bytes = window.remaining();
                readFully(path, channel, window, position);
                position += bytes;
            }
            return tensor;
        } catch (IOException e) {
            tensor.close();
            throw unreadable(path, e);
        }
    }

    private SafetensorsHeader.Entry entry(String name) {
        SafetensorsHeader.Entry entry = header.entries().get(name);
        if (entry == null) {
            throw new TrainingFailure(FailureCode.INVALID_MODEL, path + " has no tensor \"" + name + "\"");
        }
        return entry;
    }

    private static void readFully(Path path, FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                throw malformed(path, "it ends at byte " + at + ", while it was being read: it was truncated");
            }
            at += read;
        }
    }

    private static TrainingFailure malformed(Path path, String problem) {
        return new TrainingFailure(
                FailureCode.INVALID_MODEL,
                path + " is not a whole safetensors file: " + problem + ". Copy or download it again");
    }

    private static TrainingFailure unreadable(Path path, IOException e) {
        return new TrainingFailure(
                FailureCode.INVALID_MODEL, path + " cannot be read: " + e.getMessage() + ". Check its permissions", e);
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
