package dev.trainyard.modelfiles;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.trainyard.modelfiles");

    /** Both a service without libtorch and the library on libtorch use it. */
    @Test
    void knowsNobody() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.bytedeco..",
                        "io.quarkus..",
                        "dev.trainyard.contracts..",
                        "dev.trainyard.tensor..",
                        "dev.trainyard.failure..")
                .check(CLASSES);
    }

    @Test
    void aBrokenRuleIsNoticed() {
        assertThatThrownBy(() -> noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("com.fasterxml..")
                        .check(CLASSES))
                .isInstanceOf(AssertionError.class);
    }
}
