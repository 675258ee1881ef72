package dev.trainyard.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ChildClasspathTest {
    @Test
    void namesAbsolutePaths() {
        assertThat(ChildClasspath.of("target/classes::lib/a.jar"))
                .isEqualTo(Path.of("target/classes").toAbsolutePath() + ":"
                        + Path.of("lib/a.jar").toAbsolutePath());
    }

    @Test
    void unfoldsAPackagedQuarkusApplication() {
        assertThat(ChildClasspath.of("/opt/trainer/quarkus-run.jar"))
                .isEqualTo("/opt/trainer/app/*:/opt/trainer/lib/main/*:/opt/trainer/lib/boot/*");
    }
}
