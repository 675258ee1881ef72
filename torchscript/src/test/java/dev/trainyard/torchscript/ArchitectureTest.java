package dev.trainyard.torchscript;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ENGINE = "dev.trainyard.torchscript.engine..";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.trainyard.torchscript");

    /** Two libtorchs in one process end it. */
    @Test
    void theEngineAndOurLibtorchNeverMeet() {
        noClasses()
                .that()
                .resideInAPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.bytedeco..",
                        "dev.trainyard.tensor..",
                        "dev.trainyard.model..",
                        "dev.trainyard.tokenizer..",
                        "dev.trainyard.torchscript")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl..", ENGINE)
                .check(CLASSES);
    }

    @Test
    void aBrokenRuleIsNoticed() {
        assertThatThrownBy(() -> noClasses()
                        .that()
                        .resideInAPackage(ENGINE)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("ai.djl..")
                        .check(CLASSES))
                .isInstanceOf(AssertionError.class);
    }
}
