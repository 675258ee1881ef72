package dev.trainyard.hub;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches one file into a partial file beside its place, which a later download goes on from, and checks it when it is
 * whole. Whoever calls it holds the lock of the file. One thread.
 */
final class Download {
    private static final Logger LOG = LoggerFactory.getLogger(Download.class);
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18})");
    private static final int MOST_CORRUPT = 3;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final HubHttp http;
    private final Cancellation cancellation;
    private final Meter meter;
    private final Path partial;
    private final Wanted wanted;

    /**
     * What is fetched.
     *
     * @param shown for messages
     * @param source where from; asked again after each failure, since signed addresses grow old
     */
    record Wanted(String shown, long size, Checksum checksum, Source source) {}

    /** Finds the address of a file. */
    interface Source {
        URI address() throws TransferException, IOException;
    }

    Download(HubHttp http, Cancellation cancellation, Meter meter, Path partial, Wanted wanted) {
        this.http = http;
        this.cancellation = cancellation;
        this.meter = meter;
        this.partial = partial;
        this.wanted = wanted;
    }

    /**
     * Ends when the partial file is whole and has the checksum.
     *
     * <p>Errors: UNAVAILABLE, CHECKSUM_MISMATCH, DISK_FULL, and those of the source; {@link IOException} of the disk.
     */
    void run() throws IOException {
        long found = size();
        Disk.requireSpace(Objects.requireNonNull(partial.getParent()), wanted.size() - found);
        meter.found(found);
        for (int corrupt = 1; ; corrupt++) {
            receive();
            if (Files.size(partial) == wanted.size() && wanted.checksum().matches(partial, cancellation)) {
                return;
            }
            discard();
            if (corrupt >= MOST_CORRUPT) {
                throw new TrainyardException(
                        ErrorCode.CHECKSUM_MISMATCH,
                        wanted.shown() + " came " + corrupt + " times with other bytes than the hub announces ("
                                + wanted.checksum().hex() + "): try again later, or check what lies between here and "
                                + http.endpoint().shown());
            }
            LOG.warn("{} has the wrong checksum, fetching it anew", wanted.shown());
        }
    }

    private void receive() throws IOException {
        Attempts attempts = new Attempts(http.patience().attempts(), http.patience(), cancellation);
        long most = size();
        while (true) {
            try {
                if (size() > wanted.size()) {
                    discard();
                }
                if (size() < wanted.size() || !Files.exists(partial)) {
                    transfer(size());
                }
                return;
            } catch (TransferException e) {
                if (size() > most) {
                    most = size();
                    attempts.progressed();
                }
                attempts.failed(e);
            }
        }
    }

    private long size() throws IOException {
        return Files.exists(partial) ? Files.size(partial) : 0;
    }

    private void discard() throws IOException {
        meter.found(-size());
        Files.deleteIfExists(partial);
    }

    private void transfer(long from) throws TransferException, IOException {
        URI address = wanted.source().address();
        Map<String, String> headers = from > 0 ? Map.of("Range", "bytes=" + from + "-") : Map.of();
        HubHttp.Answer<HubHttp.Content> answer = http.open(address, headers, cancellation);
        try (BodyReader body = new BodyReader(http.patience().silence(), cancellation)) {
            // First of all, so that what is not wanted is given back with the reader.
            answer.response().body().body().ifPresent(publisher -> publisher.subscribe(body));
            boolean goesOn = accepted(answer, from);
            if (from > 0 && !goesOn) {
                LOG.info("{} cannot be gone on with at byte {}, fetching it anew", wanted.shown(), from);
                discard();
            }
            write(body);
        }
        if (size() < wanted.size()) {
            throw new TransferException(
                    wanted.shown() + " ended after " + size() + " of " + wanted.size() + " bytes", Optional.empty());
        }
    }

    /** Whether the answer goes on from where we are; false where it starts anew. */
    private boolean accepted(HubHttp.Answer<HubHttp.Content> answer, long from) throws TransferException, IOException {
        if (answer.status() == RANGE_NOT_SATISFIABLE) {
            discard();
            throw new TransferException(wanted.shown() + " is shorter than what was fetched", Optional.empty());
        }
        if (answer.status() != OK && answer.status() != PARTIAL) {
            throw new TransferException(
                    HubHttp.shown(answer.address()) + " answered with status " + answer.status(), Optional.empty());
        }
        requirePlain(answer);
        requireSameFile(answer);
        if (answer.status() == OK) {
            return false;
        }
        String range = answer.header("Content-Range").orElse("");
        Matcher parts = CONTENT_RANGE.matcher(range);
        boolean fits = parts.matches()
                && Long.parseLong(parts.group(1)) == from
                && Long.parseLong(parts.group(2)) == wanted.size();
        if (!fits) {
            discard();
            throw new TransferException(
                    wanted.shown() + ": asked for bytes from " + from + " of " + wanted.size() + ", the answer has \""
                            + range + "\"",
                    Optional.empty());
        }
        return true;
    }

    private void requirePlain(HubHttp.Answer<?> answer) throws TransferException {
        String encoding = answer.header("Content-Encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw new TransferException(
                    wanted.shown() + " came as " + encoding + ", which was not asked for", Optional.empty());
        }
    }

    /** The hub's own answers name the content; those of a store behind it have names of their own. */
    private void requireSameFile(HubHttp.Answer<?> answer) throws TransferException {
        Optional<Checksum> etag = http.endpoint().serves(answer.address())
                ? answer.header("ETag").map(Etag::normalized).flatMap(Checksum::ofEtag)
                : Optional.empty();
        boolean other = etag.filter(tag -> tag.kind() == wanted.checksum().kind())
                .filter(tag -> !tag.equals(wanted.checksum()))
                .isPresent();
        if (other) {
            throw new TransferException(wanted.shown() + " changed on the hub while it was fetched", Optional.empty());
        }
    }

    private void write(BodyReader body) throws TransferException, IOException {
        try (FileChannel file = FileChannel.open(
                partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            body.readAll(bytes -> {
                int count = bytes.remaining();
                if (file.size() + count > wanted.size()) {
                    throw new TransferException(
                            wanted.shown() + " is longer than the " + wanted.size() + " bytes that were announced",
                            Optional.empty());
                }
                writeAll(file, bytes);
                meter.received(count);
            });
            file.force(true);
        }
    }

    private static void writeAll(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }
}
