package dev.trainyard.evaluation;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final String ROOT = "dev.trainyard.evaluation";
    private static final String[] TRAIN_CORE = {
        "dev.trainyard.tensor..", "dev.trainyard.nn..", "dev.trainyard.model..", "dev.trainyard.adapter..",
        "dev.trainyard.tokenizer..", "dev.trainyard.data..", "dev.trainyard.optim..", "dev.trainyard.checkpoint..",
        "dev.trainyard.train..", "dev.trainyard.generate..", "dev.trainyard.failure.."
    };

    private final JavaClasses classes = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void dependenciesPointInwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
                .layer("domain")
                .definedBy(ROOT + ".domain..")
                .layer("app")
                .definedBy(ROOT + ".app..")
                .layer("config")
                .definedBy(ROOT + ".config..")
                .layer("store")
                .definedBy(ROOT + ".store..")
                .layer("process")
                .definedBy(ROOT + ".process..")
                .layer("registry")
                .definedBy(ROOT + ".registry..")
                .layer("http")
                .definedBy(ROOT + ".http..")
                .layer("messaging")
                .definedBy(ROOT + ".messaging..")
                .layer("scoring")
                .definedBy(ROOT + ".scoring..")
                .layer("metrics")
                .definedBy(ROOT + ".metrics..")
                .layer("statistics")
                .definedBy(ROOT + ".statistics..")
                .layer("plot")
                .definedBy(ROOT + ".plot..")
                .whereLayer("app")
                .mayOnlyBeAccessedByLayers("http", "messaging")
                .whereLayer("config")
                .mayOnlyBeAccessedByLayers("app", "process", "registry")
                .whereLayer("registry")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("store")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("process")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("http")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("messaging")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("scoring")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("scoring")
                .mayOnlyAccessLayers("metrics", "statistics")
                .whereLayer("metrics")
                .mayNotAccessAnyLayer()
                .whereLayer("statistics")
                .mayOnlyAccessLayers("metrics")
                .whereLayer("plot")
                .mayNotAccessAnyLayer()
                .check(classes);
    }

    @Test
    void theDomainKnowsOnlyTheContracts() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "dev.trainyard.contracts..", ROOT + ".domain..")
                .check(classes);
    }

    @Test
    void onlyTheScoringProcessTouchesTheTrainingLibrary() {
        DescribedPredicate<JavaClass> library =
                resideInAnyPackage(TRAIN_CORE).and(DescribedPredicate.not(simpleName("NativeOptions")));
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".scoring..")
                .should()
                .dependOnClassesThat(library)
                .check(classes);
    }

    @Test
    void theScoringProcessKnowsNothingOfTheService() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".scoring..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..", "jakarta..", "dev.trainyard.contracts..", "dev.trainyard.messaging..")
                .check(classes);
    }

    @Test
    void noServiceKnowsAnother() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.trainyard.gateway..",
                        "dev.trainyard.trainer..",
                        "dev.trainyard.registry..",
                        "dev.trainyard.deploy..")
                .check(classes);
    }

    @Test
    void aBrokenRuleIsNoticed() {
        ArchRule broken = noClasses().should().dependOnClassesThat().resideInAPackage("org.slf4j..");
        assertThatThrownBy(() -> broken.check(classes)).isInstanceOf(AssertionError.class);
    }
}
