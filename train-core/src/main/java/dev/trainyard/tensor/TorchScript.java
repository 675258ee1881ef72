package dev.trainyard.tensor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.global.torch;

/**
 * A program in TorchScript with its weights, as any PyTorch runs it, of Python or not. Memory: to be closed. Not
 * thread-safe.
 */
public final class TorchScript implements AutoCloseable {
    private final JitModule module;

    private TorchScript(JitModule module) {
        this.module = module;
    }

    /**
     * Compiles a program and writes it with its weights.
     *
     * @param name of its class
     * @param source methods of a class, in TorchScript
     * @param weights by the names of attributes, which the methods use
     * @throws RuntimeException with the compiler's message if the source is wrong, or the file cannot be written
     */
    public static void save(Path file, String name, String source, Map<String, Tensor> weights) {
        try (QualifiedName qualified = new QualifiedName("__torch__." + name);
                JitModule module = new JitModule(qualified);
                NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            weights.forEach((attribute, weight) -> module.register_parameter(
                    attribute, weight.detach().contiguous().copy().native_(), false));
            module.define(source);
            module.eval();
            module.save(file.toString());
        }
    }

    /**
     * Loads a program.
     *
     * @throws RuntimeException with libtorch's message if the file is no such program
     */
    public static TorchScript load(Path file) {
        JitModule module = torch.load(file.toString());
        module.eval();
        return new TorchScript(module);
    }

    /** What the program makes of tensors; in the innermost scope. */
    public Tensor forward(Tensor... inputs) {
        List<IValue> values = new ArrayList<>();
        try (IValueVector arguments = new IValueVector()) {
            for (Tensor input : inputs) {
                IValue value = new IValue(input.native_());
                values.add(value);
                arguments.push_back(value);
            }
            try (IValue result = module.forward(arguments)) {
                return new Tensor(new org.bytedeco.pytorch.Tensor(result.toTensor()));
            }
        } finally {
            values.forEach(IValue::close);
        }
    }

    @Override
    public void close() {
        module.close();
    }
}
