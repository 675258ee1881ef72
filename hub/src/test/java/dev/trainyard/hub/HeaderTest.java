package dev.trainyard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HeaderTest {
    @Test
    void readsBothFormsOfRetryAfter() {
        assertThat(RetryAfter.parse(" 120 ")).contains(Duration.ofSeconds(120));
        assertThat(RetryAfter.parse("Wed, 21 Oct 2015 07:28:00 GMT")).contains(Duration.ZERO);
        assertThat(RetryAfter.parse("Fri, 21 Oct 2095 07:28:00 GMT").orElseThrow())
                .isGreaterThan(Duration.ofDays(365));
        assertThat(RetryAfter.parse("soon")).isEmpty();
    }

    @Test
    void entityTagsLoseTheirQuotes() {
        assertThat(Etag.normalized("\"abc\"")).isEqualTo("abc");
        assertThat(Etag.normalized("W/\"abc\"")).isEqualTo("abc");
        assertThat(Checksum.ofEtag("ab".repeat(32)).orElseThrow().kind()).isEqualTo(Checksum.Kind.SHA256);
        assertThat(Checksum.ofEtag("ab".repeat(20)).orElseThrow().kind()).isEqualTo(Checksum.Kind.GIT_BLOB);
        assertThat(Checksum.ofEtag("ab".repeat(16))).isEmpty();
    }

    @Test
    void partsOfAddressesAreEncoded() {
        assertThat(Encoded.part("refs/pr/3")).isEqualTo("refs%2Fpr%2F3");
        assertThat(Encoded.path("a b/c+d")).isEqualTo("a%20b/c%2Bd");
    }

    @Test
    void theProxyIsThatOfTheEnvironment() {
        EnvironmentProxies proxies = new EnvironmentProxies(
                Map.of("HTTPS_PROXY", "http://proxy.example:3128", "no_proxy", "internal.example,.corp"));
        assertThat(proxies.select(URI.create("https://huggingface.co/a")))
                .singleElement()
                .satisfies(proxy -> {
                    assertThat(proxy.type()).isEqualTo(Proxy.Type.HTTP);
                    assertThat(((InetSocketAddress) proxy.address()).getHostString())
                            .isEqualTo("proxy.example");
                    assertThat(((InetSocketAddress) proxy.address()).getPort()).isEqualTo(3128);
                });
        for (String direct : List.of("https://internal.example", "https://x.corp/a", "https://127.0.0.1:80/a")) {
            assertThat(proxies.select(URI.create(direct))).containsExactly(Proxy.NO_PROXY);
        }
    }

    @Test
    void progressIsOneLine() {
        assertThat(new FetchProgress(
                                "a/b", 2, 0, 120_000_000, 988_100_000, 31_200_000, Optional.of(Duration.ofSeconds(28)))
                        .text())
                .isEqualTo("a/b: 120.0 MB of 988.1 MB (12 %), 31.2 MB/s, 28 s left");
        assertThat(new FetchProgress("a/b", 2, 0, 0, 0, 0, Optional.empty()).text())
                .isEqualTo("a/b: 0.0 kB");
    }

    @Test
    void pausesGrowToALimit() {
        Patience patience = new Patience(Duration.ZERO, Duration.ZERO, 9, Duration.ofSeconds(1), Duration.ofSeconds(5));
        assertThat(List.of(patience.pause(1), patience.pause(2), patience.pause(3), patience.pause(4)))
                .containsExactly(
                        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(5));
        assertThat(patience.pause(1000)).isEqualTo(Duration.ofSeconds(5));
    }
}
