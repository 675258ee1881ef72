package dev.trainyard.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final String ROOT = "dev.trainyard.trainer";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void theDomainKnowsOnlyTheContracts() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".domain")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT + ".domain", "dev.trainyard.contracts..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void theUseCasesDoNotKnowHowTheyAreReached() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".app", ROOT + ".domain", ROOT + ".child", ROOT + ".translate")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".messaging", ROOT + ".health", ROOT + ".cli", ROOT + ".store", "org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void nothingNativeIsLoadedByTheService() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..", "ai.djl..", "dev.trainyard.nn..", "dev.trainyard.model..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".cli")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "are part of the training library, its config and native options apart",
                        used -> used.getPackageName().startsWith("dev.trainyard.t")
                                && !used.getPackageName().startsWith(ROOT)
                                && !used.getName().startsWith("dev.trainyard.train.TrainConfig")
                                && !used.getName().equals("dev.trainyard.train.RunResources")
                                && !used.getName().equals("dev.trainyard.tensor.Accelerator")
                                && !used.getName().equals("dev.trainyard.tensor.NativeOptions")))
                .check(CLASSES);
    }

    @Test
    void theCommandStartsNoService() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".cli")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..", "org.apache.kafka..", ROOT + ".app", ROOT + ".store")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void aBrokenRuleIsCaught() {
        assertThatThrownBy(() -> noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.lang")
                        .check(CLASSES))
                .isInstanceOf(AssertionError.class);
    }
}
