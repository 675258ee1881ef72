package dev.trainyard.export;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "dev.trainyard.export.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.trainyard.export");

    @Test
    void knowsNoServiceAndNoNativeBinding() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.bytedeco..", "io.quarkus..", "org.apache.kafka..", "dev.trainyard.contracts.."))
                .check(CLASSES);
    }

    @Test
    void blocksKnowNothingAboveThem() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "gguf.block")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        ROOT + "gguf", ROOT + "llamacpp..", "dev.trainyard.tensor..", "dev.trainyard.model.."))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "gguf")
                .should()
                .dependOnClassesThat(resideInAnyPackage(ROOT + "llamacpp..", "dev.trainyard.model.."))
                .check(CLASSES);
    }

    @Test
    void hasNoCycles() {
        slices().matching("dev.trainyard.(export..)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noticesABrokenRule() {
        assertThatThrownBy(() -> noClasses()
                        .should()
                        .dependOnClassesThat(resideInAnyPackage("dev.trainyard.tensor.."))
                        .check(CLASSES))
                .isInstanceOf(AssertionError.class);
    }
}
