package dev.trainyard.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final JavaClasses BENCHMARKS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.trainyard.benchmarks");

    @Test
    void theHarnessItselfComputesNothing() {
        noClasses()
                .that()
                .resideInAPackage("dev.trainyard.benchmarks")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.trainyard.train..",
                        "dev.trainyard.model..",
                        "dev.trainyard.nn..",
                        "dev.trainyard.generate..",
                        "dev.trainyard.benchmarks.child..")
                .check(BENCHMARKS);
    }

    @Test
    void nobodySeesTheNativeBinding() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..")
                .check(BENCHMARKS);
    }
}
