package dev.trainyard.contracts.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.HubReference.Hub;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HubReferenceTest {
    @Test
    void isReadAndWrittenAlike() {
        HubReference reference =
                HubReference.parse("hf://Qwen/Qwen2.5-0.5B-Instruct@refs/pr/3").orElseThrow();
        assertThat(reference)
                .isEqualTo(new HubReference(
                        Optional.of(Hub.HF), "Qwen", "Qwen2.5-0.5B-Instruct", Optional.of("refs/pr/3")));
        assertThat(reference).hasToString("hf://Qwen/Qwen2.5-0.5B-Instruct@refs/pr/3");
        assertThat(HubReference.parse("Qwen/Qwen3_x").orElseThrow())
                .hasToString("Qwen/Qwen3_x")
                .returns(Optional.empty(), HubReference::hub)
                .returns("Qwen/Qwen3_x", HubReference::id);
        assertThat(HubReference.parse("ms://a/b").orElseThrow().hub()).contains(Hub.MS);
    }

    @Test
    void onlyAFullCommitIsPinned() {
        HubReference branch = HubReference.parse("a/b@main").orElseThrow();
        assertThat(branch.pinned()).isFalse();
        assertThat(HubReference.parse("a/b").orElseThrow().pinned()).isFalse();
        assertThat(branch.at(Hub.HF, "0123456789abcdef0123456789abcdef01234567"))
                .returns(true, HubReference::pinned)
                .hasToString("hf://a/b@0123456789abcdef0123456789abcdef01234567");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny",
                "/srv/models/tiny",
                "./a/b",
                "a/b/c",
                "a//b",
                "a/b/",
                "../b",
                "a/..",
                "a/b..c",
                "a/b--c",
                "a/b.git",
                "-a/b",
                "a/b-",
                "a/.b",
                "models:/a/1",
                "file:///a/b",
                "s3://a/b",
                "a b/c",
                "hf://tiny",
                "a/b@",
                "a/b@../x",
                "a/b@x//y",
                "a/b@x/",
                "a/b@x/.y",
                "a/b@-x",
                "hf:a/b",
                "HF://a/b"
            })
    void takesNothingElse(String text) {
        assertThat(HubReference.parse(text)).isEmpty();
    }

    @Test
    void aPathIsMeantWhereOneIsThere() {
        assertThat(HubReference.orPath("models/tiny", "models/tiny"::equals)).isEmpty();
        assertThat(HubReference.orPath("/srv/models/tiny", path -> true)).isEmpty();
        assertThat(HubReference.orPath("models/tiny", path -> false)).isPresent();
        assertThat(HubReference.orPath("hf://models/tiny", path -> true)).isPresent();
        assertThatThrownBy(() -> HubReference.orPath("models/tiny", "models"::equals))
                .isInstanceOf(TrainyardException.class)
                .hasMessageContaining("models/tiny")
                .hasMessageContaining("hf://models/tiny");
    }

    @Test
    void idsAreOfLimitedLength() {
        assertThat(HubReference.parse("a/" + "b".repeat(94))).isPresent();
        assertThat(HubReference.parse("a/" + "b".repeat(95))).isEmpty();
    }
}
