package dev.trainyard.messaging;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.trainyard.messaging");

    @Test
    void knowsTheContractsAndNoService() {
        only(
                        "java..",
                        "javax.sql..",
                        "jakarta..",
                        "org.jspecify..",
                        "org.slf4j..",
                        "com.fasterxml.jackson..",
                        "io.micrometer..",
                        "io.quarkus..",
                        "org.apache.kafka..",
                        "org.eclipse.microprofile.config..",
                        "dev.trainyard.contracts..",
                        "dev.trainyard.messaging..")
                .check(CLASSES);
    }

    @Test
    void aBrokenRuleIsCaught() {
        assertThatThrownBy(() -> only("java..", "dev.trainyard.messaging..").check(CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("org.apache.kafka");
    }

    private static ArchRule only(String... packages) {
        return classes().should().onlyDependOnClassesThat().resideInAnyPackage(packages);
    }
}
