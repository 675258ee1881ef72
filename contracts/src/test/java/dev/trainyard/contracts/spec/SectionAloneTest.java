package dev.trainyard.contracts.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.trainyard.contracts.error.TrainyardException;
import org.junit.jupiter.api.Test;

/** Sections of a spec that stand in requests of their own. */
class SectionAloneTest {
    @Test
    void anEmptySectionHasTheDefaultsOfASpec() {
        assertThat(EvaluationReader.read(SpecText.tree("{}")).maxSamples()).isEqualTo(200);
        assertThat(DeploymentReader.read(MissingNode.getInstance()).autoDeploy())
                .isFalse();
        assertThat(DeploymentReader.read(NullNode.getInstance()).autoDeploy()).isFalse();
    }

    @Test
    void allProblemsAreNamedFromTheSectionOn() {
        assertThatThrownBy(() -> EvaluationReader.read(SpecText.tree("{max_samples: 0, metrics: [blue], rows: 3}")))
                .isInstanceOf(TrainyardException.class)
                .hasMessageContaining("\"evaluation\" has 3 problems")
                .hasMessageContaining("evaluation.max_samples")
                .hasMessageContaining("evaluation.metrics[0]")
                .hasMessageContaining("evaluation.rows");
        assertThatThrownBy(() -> DeploymentReader.read(JsonNodeFactory.instance.arrayNode()))
                .isInstanceOf(TrainyardException.class)
                .hasMessageContaining("a section with fields");
    }
}
