package dev.trainyard.deploy;

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
    private static final String ROOT = "dev.trainyard.deploy";
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
                .layer("targets")
                .definedBy(ROOT + ".targets..")
                .layer("frontdoor")
                .definedBy(ROOT + ".frontdoor..")
                .layer("http")
                .definedBy(ROOT + ".http..")
                .layer("messaging")
                .definedBy(ROOT + ".messaging..")
                .layer("server")
                .definedBy(ROOT + ".server..")
                .whereLayer("app")
                .mayOnlyBeAccessedByLayers("http", "messaging")
                .whereLayer("config")
                .mayOnlyBeAccessedByLayers("app", "process", "registry", "targets", "frontdoor")
                .whereLayer("store")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("process")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("registry")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("targets")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("frontdoor")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("http")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("messaging")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("server")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("server")
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
    void onlyTheServerProcessTouchesTheTrainingLibrary() {
        DescribedPredicate<JavaClass> library =
                resideInAnyPackage(TRAIN_CORE).and(DescribedPredicate.not(simpleName("NativeOptions")));
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".server..")
                .should()
                .dependOnClassesThat(library)
                .check(classes);
    }

    @Test
    void theServerKnowsNothingOfTheService() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".server..")
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
                        "dev.trainyard.worker..",
                        "dev.trainyard.registry..",
                        "dev.trainyard.evaluation..")
                .check(classes);
    }

    @Test
    void aBrokenRuleIsNoticed() {
        ArchRule broken = noClasses().should().dependOnClassesThat().resideInAPackage("io.vertx..");
        assertThatThrownBy(() -> broken.check(classes)).isInstanceOf(AssertionError.class);
    }
}
