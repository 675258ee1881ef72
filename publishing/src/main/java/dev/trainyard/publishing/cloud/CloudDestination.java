package dev.trainyard.publishing.cloud;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.publishing.Destination;
import dev.trainyard.publishing.ModelFormat;
import dev.trainyard.publishing.Publication;
import dev.trainyard.publishing.Release;
import dev.trainyard.publishing.Steps;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A bucket, and where a cluster is named, KServe in front of it: the files of a release go to a folder of their own,
 * then traffic moves to it in steps. Without a cluster {@code current.json} in the bucket says which release counts.
 */
public final class CloudDestination implements Destination, AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final int LONGEST_SERVICE = 53;
    private static final String MODEL = "model";
    private static final String TAG = "tag";
    private static final String BEFORE = "before";

    private final S3Files files;
    private final S3Release releases;
    private final Optional<KServeSettings> kserve;
    private final Optional<InferenceServices> services;
    private final CanaryGate gate;

    /** @param kserve empty where files alone are to be sent */
    public CloudDestination(S3Settings store, Optional<KServeSettings> kserve, CanaryGate gate) {
        this.files = new S3Files(store);
        this.releases = new S3Release(files);
        this.kserve = kserve;
        this.services = kserve.map(InferenceServices::new);
        this.gate = gate;
    }

    @Override
    public ModelFormat format() {
        return ModelFormat.HUGGING_FACE;
    }

    @Override
    public Publication publish(Release release, Steps steps) throws InterruptedException {
        String name = release.name();
        requireName(name);
        releases.send(release);
        String uri = uri(name, release.tag());
        steps.note("uploaded", uri);
        String before = before(name, release.tag(), steps);
        URI endpoint = URI.create(uri);
        Optional<Rollout> rollout = rollout(name);
        if (rollout.isPresent()) {
            ServiceState state = rollout.get().forward(uri, before.isEmpty() ? "" : uri(name, before));
            endpoint = state.url().map(URI::create).orElse(endpoint);
        }
        releases.makeCurrent(name, release.tag());
        return new Publication(endpoint, uri, Map.of(MODEL, name, TAG, release.tag(), BEFORE, before));
    }

    /** The version to return to; noted before anything is moved, as this one may be current when it begins again. */
    private String before(String name, String tag, Steps steps) {
        Optional<String> noted = steps.noted(BEFORE);
        if (noted.isPresent()) {
            return noted.get();
        }
        String current = releases.current(name);
        String before = current.equals(tag) || !releases.whole(name, current) ? "" : current;
        steps.note(BEFORE, before);
        return before;
    }

    @Override
    public void check(Publication publication) {
        String name = publication.note(MODEL);
        String uri = publication.reference();
        if (!releases.current(name).equals(publication.note(TAG)) || !releases.whole(name, publication.note(TAG))) {
            throw unhealthy(uri + " is not the current version any more, or its files are gone");
        }
        Optional<Rollout> rollout = rollout(name);
        if (rollout.isPresent()) {
            ServiceState state =
                    rollout.get().state().orElseThrow(() -> unhealthy(serviceName(name) + " is gone from the cluster"));
            if (!state.storageUri().equals(uri)) {
                throw unhealthy(serviceName(name) + " serves " + state.storageUri() + ", not " + uri);
            }
            if (!state.ready()) {
                throw unhealthy(serviceName(name) + " is not ready: " + state.described());
            }
        }
    }

    private static TrainyardException unhealthy(String message) {
        return new TrainyardException(ErrorCode.UNHEALTHY, message + ": publish the version again, or roll back");
    }

    @Override
    public void rollBack(Publication publication) throws InterruptedException {
        String name = publication.note(MODEL);
        String before = publication.note(BEFORE);
        String uri = publication.reference();
        Optional<Rollout> rollout = rollout(name);
        Optional<ServiceState> state = rollout.flatMap(Rollout::state);
        if (state.filter(now -> now.storageUri().equals(uri)).isPresent()) {
            if (before.isEmpty()) {
                services.ifPresent(all -> all.delete(serviceName(name)));
            } else {
                rollout.orElseThrow().back(uri, uri(name, before));
            }
        }
        if (releases.current(name).equals(publication.note(TAG))) {
            releases.makeCurrent(name, before);
        }
    }

    @Override
    public void withdraw(Publication publication) {
        String name = publication.note(MODEL);
        Optional<ServiceState> state = rollout(name).flatMap(Rollout::state);
        if (state.filter(now -> now.storageUri().equals(publication.reference()))
                .isPresent()) {
            services.ifPresent(all -> all.delete(serviceName(name)));
        }
        if (releases.current(name).equals(publication.note(TAG))) {
            releases.makeCurrent(name, "");
        }
        releases.delete(name, publication.note(TAG));
    }

    private Optional<Rollout> rollout(String name) {
        return services.map(all -> new Rollout(all, kserve.orElseThrow(), gate, serviceName(name), name));
    }

    private String uri(String name, String tag) {
        return files.address(releases.folder(name, tag));
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST,
                    "model name \"" + name + "\" is no name for a folder and a service: expected letters, digits,"
                            + " \"_\", \"-\" and \".\", the first a letter or a digit");
        }
    }

    /** A name of a service has small letters, digits and dashes alone, and begins with a letter. */
    static String serviceName(String model) {
        String name = model.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String whole = name.matches("[a-z].*") ? name : "m-" + name.replaceAll("^-+", "");
        String cut = whole.substring(0, Math.min(whole.length(), LONGEST_SERVICE));
        return cut.replaceAll("-+$", "");
    }

    @Override
    public void close() {
        files.close();
        services.ifPresent(InferenceServices::close);
    }
}
