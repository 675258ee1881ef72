package dev.trainyard.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "dev.trainyard.registry.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.trainyard.registry");

    @Test
    void theDomainKnowsTheJdkAndTheContractsAlone() {
        classes()
                .that()
                .resideInAPackage(ROOT + "domain")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "dev.trainyard.contracts..", ROOT + "domain")
                .check(CLASSES);
    }

    @Test
    void useCasesKnowNeitherTheirCallersNorTheDatabase() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "app")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "http", ROOT + "messaging", ROOT + "store", ROOT + "config", "jakarta.persistence..")
                .check(CLASSES);
    }

    @Test
    void onlyTheStoreKnowsTheDatabase() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "store")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta.persistence..", "org.hibernate..", "io.quarkus.hibernate..", ROOT + "store")
                .check(CLASSES);
    }

    @Test
    void noServiceKnowsAnotherOneOrLibtorch() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.trainyard.gateway..",
                        "dev.trainyard.trainer..",
                        "dev.trainyard.evaluation..",
                        "dev.trainyard.deploy..",
                        "org.bytedeco..")
                .check(CLASSES);
    }

    @Test
    void aBrokenRuleIsCaught() {
        assertThatThrownBy(() -> noClasses()
                        .that()
                        .resideInAPackage(ROOT + "store")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(ROOT + "domain")
                        .check(CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("StoredModelRegistry");
    }
}
