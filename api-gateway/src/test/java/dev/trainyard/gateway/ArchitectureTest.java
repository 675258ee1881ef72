package dev.trainyard.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.trainyard.gateway");

    @Test
    void theDomainKnowsNothingButTheJdkAndTheContracts() {
        classes()
                .that()
                .resideInAPackage("..domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.trainyard.gateway.domain..",
                        "dev.trainyard.contracts..",
                        "java..",
                        "org.jspecify.annotations..")
                .check(classes);
    }

    @Test
    void layersDependInwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("domain")
                .definedBy("dev.trainyard.gateway.domain..")
                .layer("config")
                .definedBy("dev.trainyard.gateway.config..")
                .layer("app")
                .definedBy("dev.trainyard.gateway.app..")
                .layer("store")
                .definedBy("dev.trainyard.gateway.store..")
                .layer("http")
                .definedBy("dev.trainyard.gateway.http..")
                .layer("messaging")
                .definedBy("dev.trainyard.gateway.messaging..")
                .whereLayer("http")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("messaging")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("store")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("app")
                .mayOnlyBeAccessedByLayers("http", "messaging")
                .whereLayer("config")
                .mayOnlyBeAccessedByLayers("app", "http")
                .check(classes);
    }

    @Test
    void otherServicesAndTheTrainingLibraryStayOutside() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.trainyard.train..",
                        "dev.trainyard.trainer..",
                        "dev.trainyard.registry..",
                        "dev.trainyard.evaluation..",
                        "dev.trainyard.deploy..",
                        "org.bytedeco..")
                .check(classes);
    }

    @Test
    void aBrokenRuleIsNoticed() {
        ArchRule broken = noClasses().should().dependOnClassesThat().resideInAPackage("dev.trainyard.contracts..");
        assertThatThrownBy(() -> broken.check(classes)).isInstanceOf(AssertionError.class);
    }
}
