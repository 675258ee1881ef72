package dev.trainyard.artifacts;

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
            .importPackages("dev.trainyard.artifacts");

    @Test
    void knowsTheJdkAndTheContractsAlone() {
        only(
                        "java..",
                        "dev.trainyard.contracts..",
                        "org.jspecify..",
                        "dev.trainyard.artifacts..",
                        "com.fasterxml.jackson..")
                .check(CLASSES);
    }

    @Test
    void onlySignaturesAreJson() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..signature")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson..")
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
