package dev.trainyard.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxy that {@code HTTPS_PROXY}, {@code HTTP_PROXY} or {@code ALL_PROXY} names, as other programs understand
 * them, except for this machine and the hosts in {@code NO_PROXY}; where none is named, the JVM's own settings count.
 */
public final class EnvironmentProxies extends ProxySelector {
    private static final int USUAL_PORT = 80;

    private final Map<String, String> environment;

    public EnvironmentProxies(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public List<Proxy> select(URI address) {
        Optional<URI> proxy = variable(address.getScheme() + "_proxy")
                .or(() -> variable("all_proxy"))
                .map(text -> URI.create(text.contains("://") ? text : "http://" + text));
        if (proxy.isEmpty()) {
            ProxySelector ofTheJvm = ProxySelector.getDefault();
            return ofTheJvm == null ? List.of(Proxy.NO_PROXY) : ofTheJvm.select(address);
        }
        if (isLoopback(address) || isExempt(address)) {
            return List.of(Proxy.NO_PROXY);
        }
        int port = proxy.get().getPort() < 0 ? USUAL_PORT : proxy.get().getPort();
        return List.of(
                new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.get().getHost(), port)));
    }

    private static boolean isLoopback(URI address) {
        String host = String.valueOf(address.getHost());
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    /** {@code *}, a host, or a domain with everything below it. */
    private boolean isExempt(URI address) {
        String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
        return Arrays.stream(variable("no_proxy").orElse("").split(","))
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> entry.startsWith(".") ? entry.substring(1) : entry)
                .anyMatch(entry -> entry.equals("*")
                        || entry.equals(host)
                        || entry.equals(host + ":" + address.getPort())
                        || host.endsWith("." + entry));
    }

    /** Either spelling, the small one first. */
    private Optional<String> variable(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(environment.get(small))
                .or(() -> Optional.ofNullable(environment.get(small.toUpperCase(Locale.ROOT))))
                .filter(text -> !text.isBlank());
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
        // The request fails with the same exception.
    }
}
