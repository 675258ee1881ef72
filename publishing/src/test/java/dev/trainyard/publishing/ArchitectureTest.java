package dev.trainyard.publishing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "dev.trainyard.publishing";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void knowsNoServiceAndNoFrameworkOfServices() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..", "org.bytedeco..", "dev.trainyard.deploy..")
                .check(CLASSES);
    }

    @Test
    void serversOverHttpNeedTheJdkJacksonContractsModelFilesAndHubAlone() {
        only(
                        "java..",
                        "com.fasterxml.jackson..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "dev.trainyard.contracts..",
                        "dev.trainyard.hub..",
                        "dev.trainyard.modelfiles..",
                        ROOT,
                        ROOT + ".http..",
                        ROOT + ".ollama..",
                        ROOT + ".huggingface..")
                .check(CLASSES);
    }

    @Test
    void destinationsDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".http..", ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".ollama..", ROOT + ".huggingface..", ROOT + ".cloud..")
                .check(CLASSES);
    }

    @Test
    void aBrokenRuleIsCaught() {
        assertThatThrownBy(() -> only("java..").check(CLASSES)).isInstanceOf(AssertionError.class);
    }

    private static ArchRule only(String... packages) {
        return classes()
                .that()
                .resideInAnyPackage(ROOT, ROOT + ".http..", ROOT + ".ollama..", ROOT + ".huggingface..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(packages);
    }
}
