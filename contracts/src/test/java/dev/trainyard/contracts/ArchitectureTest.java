package dev.trainyard.contracts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String[] ALLOWED = {
        "dev.trainyard.contracts..", "java..", "com.fasterxml.jackson..", "org.jspecify.annotations.."
    };

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.trainyard.contracts");

    @Test
    void dependsOnNothingButTheJdkAndJackson() {
        classes().should().onlyDependOnClassesThat().resideInAnyPackage(ALLOWED).check(classes);
    }

    @Test
    void doesNoInputOrOutput() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.net.http..", "java.sql..")
                .check(classes);
    }

    @Test
    void idsAndErrorsKnowNothingOfEvents() {
        noClasses()
                .that()
                .resideInAnyPackage("..id..", "..error..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..event..", "..spec..", "..wire..")
                .check(classes);
        slices().matching("dev.trainyard.contracts.(id|error|event)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    @Test
    void aBrokenRuleIsNoticed() {
        ArchRule broken = noClasses().should().dependOnClassesThat().resideInAPackage("com.fasterxml.jackson..");
        assertThatThrownBy(() -> broken.check(classes)).isInstanceOf(AssertionError.class);
    }
}
