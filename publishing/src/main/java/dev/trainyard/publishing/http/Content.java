package dev.trainyard.publishing.http;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/** Bytes that are sent: of files, parts of files, and of memory, one after the other. Nothing is read before it is sent. */
public record Content(List<Piece> pieces) {
    private static final int BUFFER = 1 << 16;

    /** Bytes from one place. */
    public sealed interface Piece {
        long length();
    }

    /** A part of a file. */
    public record FilePart(Path file, long offset, long length) implements Piece {}

    /** Bytes of memory. */
    public record Bytes(byte[] bytes) implements Piece {
        @Override
        public long length() {
            return bytes.length;
        }
    }

    public Content {
        pieces = List.copyOf(pieces);
    }

    /** A whole file, as long as it is now. */
    public static Content of(Path file) {
        try {
            return new Content(List.of(new FilePart(file, 0, Files.size(file))));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Bytes of memory. */
    public static Content of(byte[] bytes) {
        return new Content(List.of(new Bytes(bytes.clone())));
    }

    /** Number of bytes. */
    public long length() {
        return pieces.stream().mapToLong(Piece::length).sum();
    }

    /** The bytes; the caller closes it. Errors: {@link UncheckedIOException} where a file cannot be read. */
    public InputStream open() {
        List<InputStream> streams = new ArrayList<>();
        for (Piece piece : pieces) {
            streams.add(
                    switch (piece) {
                        case Bytes bytes -> new ByteArrayInputStream(bytes.bytes());
                        case FilePart part -> open(part);
                    });
        }
        return new SequenceInputStream(Collections.enumeration(streams));
    }

    private static InputStream open(FilePart part) {
        try {
            SeekableByteChannel channel = Files.newByteChannel(part.file());
            return new BoundedStream(Channels.newInputStream(channel.position(part.offset())), part.length());
        } catch (IOException e) {
            throw new UncheckedIOException(part.file() + " cannot be read", e);
        }
    }

    /** For a request; the length is sent before the bytes. */
    BodyPublisher publisher() {
        return length() == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::open), length());
    }

    /** SHA-256 of the bytes in small hexadecimal letters. */
    public String sha256() {
        try (InputStream in = open()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }

    /** The error for a file of a release that cannot be read. */
    public static TrainyardException unreadable(Path file, IOException cause) {
        return new TrainyardException(
                ErrorCode.INVALID_MODEL, file + " cannot be read (" + cause + "): check that it is there", cause);
    }
}
