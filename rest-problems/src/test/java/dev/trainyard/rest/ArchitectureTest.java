package dev.trainyard.rest;

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
            .importPackages("dev.trainyard.rest");

    @Test
    void knowsTheContractsAndNoService() {
        only(
                        "java..",
                        "jakarta..",
                        "org.jspecify..",
                        "org.slf4j..",
                        "com.fasterxml.jackson..",
                        "io.quarkus..",
                        "org.jboss.resteasy.reactive..",
                        "dev.trainyard.contracts..",
                        "dev.trainyard.rest..")
                .check(CLASSES);
    }

    @Test
    void aBrokenRuleIsCaught() {
        assertThatThrownBy(() -> only("java..", "dev.trainyard.rest..").check(CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("jakarta");
    }

    private static ArchRule only(String... packages) {
        return classes().should().onlyDependOnClassesThat().resideInAnyPackage(packages);
    }
}
