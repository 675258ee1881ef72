package dev.trainyard.devstack;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.trainyard.devstack");

    @Test
    void knowsNoService() {
        only(
                        "java..",
                        "org.jspecify..",
                        "dev.trainyard.contracts..",
                        "dev.trainyard.supervisor..",
                        "dev.trainyard.devstack..",
                        "kafka.server..",
                        "org.apache.kafka..",
                        "org.postgresql..",
                        "org.apache.commons.compress..",
                        "org.tukaani.xz..",
                        "io.quarkus.test.common..",
                        "org.testcontainers..")
                .check(CLASSES);
    }

    @Test
    void onlyTheTestResourceKnowsTestFrameworks() {
        noClasses()
                .that()
                .doNotHaveSimpleName("DevStackResource")
                .and()
                .doNotHaveSimpleName("ContainerStack")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "org.testcontainers..")
                .check(CLASSES);
    }

    @Test
    void aBrokenRuleIsCaught() {
        assertThatThrownBy(() -> only("java..", "dev.trainyard.devstack..").check(CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("org.apache.kafka");
    }

    private static ArchRule only(String... packages) {
        return classes().should().onlyDependOnClassesThat().resideInAnyPackage(packages);
    }
}
