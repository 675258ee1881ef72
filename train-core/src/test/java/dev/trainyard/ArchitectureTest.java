package dev.trainyard;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Tensor;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "dev.trainyard.";
    private static final Set<String> FACTORIES =
            Set.of("of", "ofIds", "empty", "zeros", "ones", "full", "scalarOf", "range");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.trainyard");

    @Test
    void onlyTensorSeesTheNativeBinding() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "tensor")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(CLASSES);
    }

    @Test
    void packagesDependOnlyOnThoseBelowThem() {
        mayUse("failure");
        mayUse("tensor", "failure");
        mayUse("nn", "tensor", "failure");
        mayUse("model", "nn", "tensor", "failure");
        mayUse("model.bert", "model", "nn", "tensor", "failure");
        mayUse("model.gpt2", "model", "nn", "tensor", "failure");
        mayUse("model.llama", "model", "nn", "tensor", "failure");
        mayUse("model.qwen2", "model", "nn", "tensor", "failure");
        mayUse("model.qwen3", "model", "nn", "tensor", "failure");
        mayUse("adapter", "nn", "tensor", "failure");
        mayUse("quantization", "nn", "tensor");
        mayUse("checkpoint", "adapter", "quantization", "model", "modelfiles.safetensors", "nn", "tensor", "failure");
        mayUse(
                "model.family",
                "model",
                "model.bert",
                "model.gpt2",
                "model.llama",
                "model.qwen2",
                "model.qwen3",
                "checkpoint",
                "quantization",
                "nn",
                "tensor",
                "failure");
        mayUse("optim", "tensor", "failure");
        mayUse("distributed", "optim", "tensor", "failure");
        mayUse("tokenizer", "tokenizer.bpe", "tokenizer.template", "failure");
        mayUse("data", "tokenizer", "tokenizer.bpe", "tokenizer.template", "tensor", "failure");
        mayUse("generate", "model", "model.family", "nn", "tensor", "tokenizer", "tokenizer.template", "failure");
        mayUse("train.main", "train", "distributed", "tensor", "failure");
    }

    private static void mayUse(String name, String... others) {
        String[] allowed = Stream.concat(Stream.of(name), Arrays.stream(others))
                .map(other -> ROOT + other)
                .toArray(String[]::new);
        rule(name, allowed).check(CLASSES);
    }

    private static ArchRule rule(String name, String... allowed) {
        return classes()
                .that()
                .resideInAPackage(ROOT + name)
                .should()
                .onlyDependOnClassesThat(
                        resideOutsideOfPackage("dev.trainyard..").or(resideInAnyPackage(allowed)));
    }

    @Test
    void whoeverMakesATensorSaysWhere() {
        saysWhere().check(CLASSES);
    }

    @Test
    void aTensorMadeAnywhereIsCaught() {
        JavaClasses careless = new ClassFileImporter().importClasses(Careless.class);
        assertThatThrownBy(() -> saysWhere().check(careless)).hasMessageContaining("ofIds");
    }

    /** Would be refused in what trains and predicts: on a graphics processor these ids would be in the wrong place. */
    private static final class Careless {
        @SuppressWarnings("unused") // is only looked at
        Tensor ids() {
            return Tensor.ofIds(new int[] {1});
        }
    }

    /** Files are read into the processor's memory and quantised there, before they go elsewhere. */
    private static ArchRule saysWhere() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "tensor", ROOT + "checkpoint", ROOT + "quantization")
                .should()
                .callMethodWhere(describe("makes a tensor and does not say where", ArchitectureTest::isPlaceless));
    }

    private static boolean isPlaceless(JavaMethodCall call) {
        MethodCallTarget target = call.getTarget();
        return target.getOwner().isEquivalentTo(Tensor.class)
                && FACTORIES.contains(target.getName())
                && target.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Device.class));
    }

    @Test
    void familiesNeverSeeEachOther() {
        slices().matching(ROOT + "model.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(resideInAPackage(ROOT + "model.family"), alwaysTrue())
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void trainerAndGeneratorSeeNoFamily() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "train..", ROOT + "generate..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "model.bert..",
                        ROOT + "model.gpt2..",
                        ROOT + "model.llama..",
                        ROOT + "model.qwen2..",
                        ROOT + "model.qwen3..")
                .check(CLASSES);
    }

    @Test
    void knowsNeitherPlatformNorFrameworks() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "contracts..", "io.quarkus..", "jakarta..", "org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void aBrokenRuleIsCaught() {
        assertThatThrownBy(() -> rule("nn", ROOT + "nn").check(CLASSES)).isInstanceOf(AssertionError.class);
    }
}
