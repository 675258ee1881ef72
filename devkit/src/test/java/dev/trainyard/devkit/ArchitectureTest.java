package dev.trainyard.devkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final JavaClasses DEVKIT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.trainyard.devkit");

    @Test
    void startsTheServicesWithoutLinkingThem() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.trainyard.gateway..",
                        "dev.trainyard.trainer..",
                        "dev.trainyard.registry..",
                        "dev.trainyard.evaluation..",
                        "dev.trainyard.deploy..",
                        "dev.trainyard.tensor..",
                        "dev.trainyard.train..",
                        "dev.trainyard.generate..",
                        "io.quarkus..")
                .check(DEVKIT);
    }

    @Test
    void packagesDoNotDependOnEachOtherInCircles() {
        SlicesRuleDefinition.slices()
                .matching("dev.trainyard.devkit.(*)..")
                .should()
                .beFreeOfCycles()
                .check(DEVKIT);
    }

    @Test
    void theTerminalKnowsNothingOfJobsAndServices() {
        noClasses()
                .that()
                .resideInAPackage("..devkit.terminal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.trainyard.contracts..", "dev.trainyard.devkit.client..", "..devkit.stack..")
                .check(DEVKIT);
    }

    @Test
    void onlyTheStackStartsTheEmbeddedServers() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..devkit.stack..", "..devkit.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.trainyard.devstack..", "dev.trainyard.supervisor..")
                .check(DEVKIT);
    }

    @Test
    void aBrokenRuleIsCaught() {
        assertThatThrownBy(() -> classes().should().resideInAPackage("nowhere").check(DEVKIT))
                .isInstanceOf(AssertionError.class);
    }
}
