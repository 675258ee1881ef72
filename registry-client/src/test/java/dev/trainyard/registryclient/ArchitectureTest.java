package dev.trainyard.registryclient;

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
            .importPackages("dev.trainyard.registryclient");

    @Test
    void knowsTheJdkJacksonAndTheContractsAlone() {
        only(
                        "java..",
                        "com.fasterxml.jackson..",
                        "dev.trainyard.contracts..",
                        "org.jspecify..",
                        "dev.trainyard.registryclient..")
                .check(CLASSES);
    }

    @Test
    void aBrokenRuleIsCaught() {
        assertThatThrownBy(() -> only("java..").check(CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("dev.trainyard.contracts");
    }

    private static ArchRule only(String... packages) {
        return classes().should().onlyDependOnClassesThat().resideInAnyPackage(packages);
    }
}
