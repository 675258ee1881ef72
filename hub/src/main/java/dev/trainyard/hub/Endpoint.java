package dev.trainyard.hub;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a hub answers, and who asks.
 *
 * @param base scheme, host, port and path before every request's own, without a slash at the end
 * @param cookie name of the cookie that carries the token as well; empty where the hub knows none
 */
public record Endpoint(URI base, Optional<Token> token, Optional<String> cookie) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** The address of an encoded path, such as {@code /api/models/a/b}. */
    public URI at(String path) {
        return URI.create(base + path);
    }

    /** Whether an address is this endpoint's own: same scheme, host and port. */
    public boolean serves(URI address) {
        return scheme(base).equals(scheme(address)) && host(base).equals(host(address)) && port(base) == port(address);
    }

    /** Adds the token to a request to this endpoint; a request to anywhere else stays as it is. */
    public void authorize(HttpRequest.Builder request, URI address) {
        if (serves(address)) {
            token.ifPresent(secret -> {
                request.header("Authorization", "Bearer " + secret.value());
                cookie.ifPresent(name -> request.header("Cookie", name + "=" + secret.value()));
            });
        }
    }

    /** Host and port, for messages. */
    public String shown() {
        return base.getRawAuthority();
    }

    private static String scheme(URI address) {
        return String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    }

    private static String host(URI address) {
        return String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    }

    private static int port(URI address) {
        int usual = scheme(address).equals("http") ? HTTP_PORT : HTTPS_PORT;
        return address.getPort() < 0 ? usual : address.getPort();
    }
}
