package dev.trainyard.tensor;

import static dev.trainyard.tensor.Natives.options;
import static dev.trainyard.tensor.Natives.scalar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A multi-dimensional array of numbers in native memory.
 *
 * <p>Memory: a tensor belongs to the {@link Scope} that was innermost when it was created, or to its creator when none
 * was open. Methods ending in an underscore change this tensor and return it; all others make a new one, which for
 * views shares the memory of this one. Negative dimensions count from the end. Not thread-safe.
 *
 * <p>Errors: a native error, such as shapes that do not fit, is a {@link RuntimeException} with libtorch's message.
 */
public final class Tensor implements AutoCloseable {
    private static final int WINDOW_BYTES = 1 << 30;

    private final org.bytedeco.pytorch.Tensor handle;
    private @Nullable Scope owner;
    private boolean closed;

    /** Takes an owning native tensor. */
    Tensor(org.bytedeco.pytorch.Tensor handle) {
        this.handle = handle;
        this.owner = Scope.innermost();
    }

    /** Values and where they were found. */
    public record Indexed(Tensor values, Tensor indices) {}

    // ---- creation

    /** A float32 tensor with these values in row-major order. */
    public static Tensor of(float[] values, long... shape) {
        Tensor tensor = sized(values.length, DType.FLOAT32, shape);
        new FloatPointer(tensor.handle.data_ptr()).put(values, 0, values.length);
        return tensor;
    }

    /** A float64 tensor with these values in row-major order. */
    public static Tensor of(double[] values, long... shape) {
        Tensor tensor = sized(values.length, DType.FLOAT64, shape);
        new DoublePointer(tensor.handle.data_ptr()).put(values, 0, values.length);
        return tensor;
    }

    /** An int64 tensor with these values in row-major order. */
    public static Tensor of(long[] values, long... shape) {
        Tensor tensor = sized(values.length, DType.INT64, shape);
        new LongPointer(tensor.handle.data_ptr()).put(values, 0, values.length);
        return tensor;
    }

    /** An int64 tensor of token ids or labels, in row-major order. */
    public static Tensor ofIds(int[] ids, long... shape) {
        return of(Arrays.stream(ids).asLongStream().toArray(), shape);
    }

    /** A float32 tensor with these values on a device. */
    public static Tensor of(float[] values, Device device, long... shape) {
        return moved(of(values, shape), device);
    }

    /** A float64 tensor with these values on a device. */
    public static Tensor of(double[] values, Device device, long... shape) {
        return moved(of(values, shape), device);
    }

    /** An int64 tensor of token ids or labels on a device. */
    public static Tensor ofIds(int[] ids, Device device, long... shape) {
        return moved(ofIds(ids, shape), device);
    }

    private static Tensor moved(Tensor here, Device device) {
        if (device.equals(Device.CPU)) {
            return here;
        }
        try (here) {
            return here.to(device);
        }
    }

    private static Tensor sized(int length, DType type, long... shape) {
        long[] wanted = shape.length == 0 ? new long[] {length} : shape;
        if (elements(wanted) != length) {
            throw new IllegalArgumentException(length + " values do not fill the shape " + Arrays.toString(wanted));
        }
        return empty(type, wanted);
    }

    private static long elements(long[] shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    /** A tensor of unspecified content. */
    public static Tensor empty(DType type, long... shape) {
        return empty(type, Device.CPU, shape);
    }

    /** A tensor of unspecified content on a device. */
    public static Tensor empty(DType type, Device device, long... shape) {
        return new Tensor(torch.empty(shape, options(type, device), Natives.NO_FORMAT));
    }

    /** A tensor of zeros. */
    public static Tensor zeros(DType type, long... shape) {
        return zeros(type, Device.CPU, shape);
    }

    /** A tensor of zeros on a device. */
    public static Tensor zeros(DType type, Device device, long... shape) {
        return new Tensor(torch.zeros(shape, options(type, device)));
    }

    /** A float32 tensor of zeros. */
    public static Tensor zeros(long... shape) {
        return zeros(DType.FLOAT32, shape);
    }

    /** A float32 tensor of ones. */
    public static Tensor ones(long... shape) {
        return full(1, shape);
    }

    /** A float32 tensor with one value everywhere. */
    public static Tensor full(double value, long... shape) {
        return empty(DType.FLOAT32, shape).fill_(value);
    }

    /** A single float32 number, of shape []. */
    public static Tensor scalarOf(double value) {
        return new Tensor(torch.empty(new long[0], options(DType.FLOAT32), Natives.NO_FORMAT)).fill_(value);
    }

    /** The int64 numbers from start to before end. */
    public static Tensor range(long start, long end) {
        return range(start, end, Device.CPU);
    }

    /** The int64 numbers from start to before end, on a device. */
    public static Tensor range(long start, long end, Device device) {
        return new Tensor(torch.arange(scalar(start), scalar(end), options(DType.INT64, device)));
    }

    /** Zeros of the shape, type and device of another tensor; without gradient. */
    public static Tensor zerosLike(Tensor other) {
        return new Tensor(torch.zeros_like(other.native_()));
    }

    /** The tensors one after another along a dimension. */
    public static Tensor cat(List<Tensor> tensors, long dim) {
        try (TensorVector vector = vector(tensors)) {
            return new Tensor(torch.cat(vector, dim));
        }
    }

    /** The tensors, all of one shape, along a new dimension. */
    public static Tensor stack(List<Tensor> tensors, long dim) {
        try (TensorVector vector = vector(tensors)) {
            return new Tensor(torch.stack(vector, dim));
        }
    }

    private static TensorVector vector(List<Tensor> tensors) {
        var vector = new TensorVector();
        for (Tensor tensor : tensors) {
            Shapes.requireOnePlace(tensors.getFirst(), tensor);
            vector.push_back(tensor.native_());
        }
        return vector;
    }

    // ---- description

    /** The sizes of all dimensions. */
    public long[] shape() {
        var shape = new long[dim()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = handle.size(i);
        }
        return shape;
    }

    /** The size of one dimension. */
    public long size(long dim) {
        return native_().size(dim);
    }

    /** The number of dimensions. */
    public int dim() {
        return (int) native_().dim();
    }

    /** The number of elements. */
    public long count() {
        return native_().numel();
    }

    /** The bytes the elements occupy. */
    public long byteSize() {
        return native_().nbytes();
    }

    /** The element type. */
    public DType dtype() {
        return Natives.dtype(native_().scalar_type());
    }

    /** Where the elements are. */
    public Device device() {
        try (var device = native_().device()) {
            if (device.is_cuda()) {
                return Device.cuda(device.index());
            }
            return device.is_meta() ? Device.META : Device.CPU;
        }
    }

    // ---- arithmetic

    public Tensor add(Tensor other) {
        return new Tensor(native_().add(other.native_()));
    }

    public Tensor add(double value) {
        return new Tensor(native_().add(scalar(value)));
    }

    /** this + scale · other. */
    public Tensor add(Tensor other, double scale) {
        return new Tensor(native_().add(other.native_(), scalar(scale)));
    }

    public Tensor add_(Tensor other) {
        native_().add_(other.native_());
        return this;
    }

    public Tensor add_(double value) {
        native_().add_(scalar(value));
        return this;
    }

    /** this += scale · other. */
    public Tensor add_(Tensor other, double scale) {
        native_().add_(other.native_(), scalar(scale));
        return this;
    }

    public Tensor sub(Tensor other) {
        return new Tensor(native_().sub(other.native_()));
    }

    public Tensor sub_(Tensor other) {
        native_().sub_(other.native_());
        return this;
    }

    public Tensor mul(Tensor other) {
        return new Tensor(native_().mul(other.native_()));
    }

    public Tensor mul(double value) {
        return new Tensor(native_().mul(scalar(value)));
    }

    public Tensor mul_(Tensor other) {
        native_().mul_(other.native_());
        return this;
    }

    public Tensor mul_(double value) {
        native_().mul_(scalar(value));
        return this;
    }

    public Tensor div(Tensor other) {
        return new Tensor(native_().div(other.native_()));
    }

    public Tensor div(double value) {
        return new Tensor(native_().div(scalar(value)));
    }

    public Tensor div_(Tensor other) {
        native_().div_(other.native_());
        return this;
    }

    public Tensor div_(double value) {
        native_().div_(scalar(value));
        return this;
    }

    public Tensor neg() {
        return new Tensor(native_().neg());
    }

    public Tensor sqrt() {
        return new Tensor(native_().sqrt());
    }

    public Tensor sqrt_() {
        native_().sqrt_();
        return this;
    }

    public Tensor rsqrt() {
        return new Tensor(native_().rsqrt());
    }

    public Tensor exp() {
        return new Tensor(native_().exp());
    }

    public Tensor exp_() {
        native_().exp_();
        return this;
    }

    public Tensor log() {
        return new Tensor(native_().log());
    }

    public Tensor cos() {
        return new Tensor(native_().cos());
    }

    public Tensor sin() {
        return new Tensor(native_().sin());
    }

    public Tensor abs() {
        return new Tensor(native_().abs());
    }

    /** The nearest whole numbers, halves to the even one. */
    public Tensor round() {
        return new Tensor(native_().round());
    }

    public Tensor pow(double exponent) {
        return new Tensor(native_().pow(scalar(exponent)));
    }

    /** this + weight · (end − this). */
    public Tensor lerp_(Tensor end, double weight) {
        native_().lerp_(end.native_(), scalar(weight));
        return this;
    }

    /** this + a · b. */
    public Tensor addcmul(Tensor a, Tensor b) {
        return new Tensor(native_().addcmul(a.native_(), b.native_()));
    }

    /** this += scale · a · b. */
    public Tensor addcmul_(Tensor a, Tensor b, double scale) {
        native_().addcmul_(a.native_(), b.native_(), scalar(scale));
        return this;
    }

    /** this += scale · a / b. */
    public Tensor addcdiv_(Tensor a, Tensor b, double scale) {
        native_().addcdiv_(a.native_(), b.native_(), scalar(scale));
        return this;
    }

    public Tensor matmul(Tensor other) {
        Shapes.requireOnePlace(this, other);
        return new Tensor(native_().matmul(other.native_()));
    }

    /** this += scale · a · b, for matrices. */
    public Tensor addProduct_(Tensor a, Tensor b, double scale) {
        native_().addmm_(a.native_(), b.native_(), scalar(1), scalar(scale));
        return this;
    }

    public Tensor fill_(double value) {
        native_().fill_(scalar(value));
        return this;
    }

    /** Raises what is below the least, and lowers what is above the most. */
    public Tensor clamp_(double least, double most) {
        try (var low = new ScalarOptional(scalar(least));
                var high = new ScalarOptional(scalar(most))) {
            native_().clamp_(low, high);
            return this;
        }
    }

    public Tensor zero_() {
        native_().zero_();
        return this;
    }

    /** Takes the values of another tensor of a broadcastable shape, converting type and device. */
    public Tensor copy_(Tensor source) {
        native_().copy_(source.native_());
        return this;
    }

    /** Fills with samples of the normal distribution. */
    public Tensor normal_(double mean, double std, Rng rng) {
        native_().normal_(mean, std, rng.optional());
        return this;
    }

    /** Fills with samples of the uniform distribution over [from, to). */
    public Tensor uniform_(double from, double to, Rng rng) {
        native_().uniform_(from, to, rng.optional());
        return this;
    }

    // ---- comparison

    public Tensor eq(Tensor other) {
        return new Tensor(native_().eq(other.native_()));
    }

    public Tensor eq(double value) {
        return new Tensor(native_().eq(scalar(value)));
    }

    public Tensor ne(double value) {
        return new Tensor(native_().ne(scalar(value)));
    }

    public Tensor gt(double value) {
        return new Tensor(native_().gt(scalar(value)));
    }

    public Tensor lt(double value) {
        return new Tensor(native_().lt(scalar(value)));
    }

    public Tensor lt(Tensor other) {
        return new Tensor(native_().lt(other.native_()));
    }

    public Tensor le(Tensor other) {
        return new Tensor(native_().le(other.native_()));
    }

    /** Sets the value where the boolean mask holds. */
    public Tensor maskedFill_(Tensor mask, double value) {
        native_().masked_fill_(mask.native_(), scalar(value));
        return this;
    }

    /** Whether every element is finite. */
    public boolean isFinite() {
        try (var finite = torch.isfinite(native_());
                var all = finite.all()) {
            return all.item_bool();
        }
    }

    /** Whether shape and every element are equal, bit by bit except that zeros are equal whatever their sign. */
    public boolean sameAs(Tensor other) {
        return native_().equal(other.native_());
    }

    // ---- shape

    public Tensor view(long... shape) {
        return new Tensor(native_().view(shape));
    }

    public Tensor reshape(long... shape) {
        return new Tensor(native_().reshape(shape));
    }

    public Tensor transpose(long dim0, long dim1) {
        return new Tensor(native_().transpose(dim0, dim1));
    }

    public Tensor permute(long... dims) {
        return new Tensor(native_().permute(dims));
    }

    public Tensor expand(long... shape) {
        return new Tensor(native_().expand(shape));
    }

    public Tensor unsqueeze(long dim) {
        return new Tensor(native_().unsqueeze(dim));
    }

    public Tensor squeeze(long dim) {
        return new Tensor(native_().squeeze(dim));
    }

    /** A view of length elements from start of one dimension. */
    public Tensor narrow(long dim, long start, long length) {
        return new Tensor(native_().narrow(dim, start, length));
    }

    /** Neighbouring parts of these sizes, which add up to the size of the dimension; views. */
    public List<Tensor> split(long dim, long... sizes) {
        try (TensorVector parts = native_().split_with_sizes(sizes, dim)) {
            var split = new ArrayList<Tensor>();
            for (long i = 0; i < parts.size(); i++) {
                // An entry belongs to the vector: a copy of the handle outlives it.
                split.add(new Tensor(new org.bytedeco.pytorch.Tensor(parts.get(i))));
            }
            return split;
        }
    }

    /** A view of one index of a dimension, which disappears. */
    public Tensor select(long dim, long index) {
        return new Tensor(native_().select(dim, index));
    }

    /** A view of every step-th element of [start, end) of one dimension. */
    public Tensor slice(long dim, long start, long end, long step) {
        try (var from = new LongOptional(start);
                var to = new LongOptional(end)) {
            return new Tensor(native_().slice(dim, from, to, step));
        }
    }

    /** A copy shifted along one dimension, what leaves at the end entering at the start. */
    public Tensor roll(long shift, long dim) {
        if (native_().is_meta()) {
            return Shapes.roll(this, shift, dim);
        }
        return new Tensor(native_().roll(new long[] {shift}, dim));
    }

    /** A copy of the named indices of one dimension. */
    public Tensor indexSelect(long dim, Tensor indices) {
        if (native_().is_meta()) {
            return Shapes.indexSelect(this, dim, indices);
        }
        return new Tensor(native_().index_select(dim, indices.native_()));
    }

    /** Puts the elements of the source that the int64 or int32 indices name into this tensor, of the fitting shape. */
    public Tensor indexSelectFrom_(Tensor source, long dim, Tensor indices) {
        if (native_().is_meta()) {
            return copy_(Shapes.indexSelect(source, dim, indices.to(DType.INT64)));
        }
        torch.index_select_out(native_(), source.native_(), dim, indices.native_());
        return this;
    }

    /** Picks along one dimension by an index tensor of equal rank. */
    public Tensor gather(long dim, Tensor indices) {
        Shapes.requireOnePlace(this, indices);
        return new Tensor(native_().gather(dim, indices.native_()));
    }

    /** Writes one value at the places an index tensor names along a dimension. */
    public Tensor scatter_(long dim, Tensor indices, double value) {
        Shapes.requireOnePlace(this, indices);
        native_().scatter_(dim, indices.native_(), scalar(value));
        return this;
    }

    /** Writes the source at the places an index tensor names along a dimension. */
    public Tensor scatter_(long dim, Tensor indices, Tensor source) {
        Shapes.requireOnePlace(this, indices);
        native_().scatter_(dim, indices.native_(), source.native_());
        return this;
    }

    /** Puts the slices of source along dim to the places that the int64 indices name. */
    public Tensor indexCopy_(long dim, Tensor indices, Tensor source) {
        Shapes.requireOnePlace(this, indices);
        native_().index_copy_(dim, indices.native_(), source.native_());
        return this;
    }

    /** This tensor if its elements lie in row-major order without gaps, else such a copy. */
    public Tensor contiguous() {
        return new Tensor(native_().contiguous());
    }

    /** Whether its elements lie in row-major order without gaps. */
    public boolean isContiguous() {
        return native_().is_contiguous();
    }

    /** Where its first element lies. */
    long address() {
        return native_().data_ptr().address();
    }

    /** This matrix with its columns one after another in memory, itself if they are; shape and values stay. */
    public Tensor byColumns() {
        return transpose(0, 1).contiguous().transpose(0, 1);
    }

    /** A copy with its own memory. */
    public Tensor copy() {
        return new Tensor(native_().clone());
    }

    /** The upper triangle from a diagonal on; the rest zero. */
    public Tensor triu(long diagonal) {
        return new Tensor(native_().triu(diagonal));
    }

    // ---- reduction

    public Tensor sum() {
        return new Tensor(native_().sum());
    }

    public Tensor sum(long dim, boolean keepDim) {
        return new Tensor(native_().sum(new long[] {dim}, keepDim, Natives.NO_TYPE));
    }

    public Tensor mean() {
        return new Tensor(native_().mean());
    }

    public Tensor mean(long dim, boolean keepDim) {
        return new Tensor(native_().mean(new long[] {dim}, keepDim, Natives.NO_TYPE));
    }

    /** The Euclidean norm of all elements. */
    public Tensor norm() {
        return new Tensor(native_().norm());
    }

    /** The Euclidean norm along one dimension, which disappears. */
    public Tensor norm(long dim) {
        return new Tensor(torch.linalg_vector_norm(native_(), scalar(2), new long[] {dim}, false, Natives.NO_TYPE));
    }

    /** The largest element. */
    public Tensor max() {
        return new Tensor(native_().max());
    }

    /** The largest elements along one dimension, which disappears. */
    public Tensor max(long dim) {
        return new Tensor(native_().amax(new long[] {dim}, false));
    }

    /** The index of the largest element along a dimension; the first one of equals. */
    public Tensor argmax(long dim) {
        try (var index = new LongOptional(dim)) {
            return new Tensor(native_().argmax(index, false));
        }
    }

    /** The k largest elements along the last dimension, largest first. */
    public Indexed topk(long k) {
        return indexed(native_().topk(k, -1, true, true));
    }

    /** All elements sorted along a dimension; equal ones keep their order. */
    public Indexed sort(long dim, boolean descending) {
        return indexed(native_().sort(Natives.STABLE, dim, descending));
    }

    private static Indexed indexed(T_TensorTensor_T pair) {
        try (pair) {
            // The parts are borrowed from the pair: a copy of the handle shares and keeps their memory.
            return new Indexed(
                    new Tensor(new org.bytedeco.pytorch.Tensor(pair.get0())),
                    new Tensor(new org.bytedeco.pytorch.Tensor(pair.get1())));
        }
    }

    public Tensor softmax(long dim) {
        return new Tensor(native_().softmax(dim));
    }

    public Tensor logSoftmax(long dim) {
        return new Tensor(native_().log_softmax(dim));
    }

    public Tensor cumsum(long dim) {
        return new Tensor(native_().cumsum(dim));
    }

    /** Draws count indices of the last dimension by their weights, without replacement. */
    public Tensor multinomial(long count, Rng rng) {
        return new Tensor(native_().multinomial(count, false, rng.optional()));
    }

    // ---- conversion

    /** This tensor in another element type; itself shared when it has that type. */
    public Tensor to(DType type) {
        return new Tensor(native_().to(Natives.scalarType(type)));
    }

    /** The same bytes as elements of another type; their last dimension shrinks or grows accordingly. */
    public Tensor viewAs(DType type) {
        return new Tensor(native_().view(Natives.scalarType(type)));
    }

    /** This tensor in float32 if it is of a smaller floating-point type, else itself. */
    public Tensor inFullPrecision() {
        DType type = dtype();
        return type == DType.BFLOAT16 || type == DType.FLOAT16 ? to(DType.FLOAT32) : this;
    }

    /** This tensor on another device; itself shared when it is there. */
    public Tensor to(Device device) {
        try (var target = new org.bytedeco.pytorch.Device(device.toString())) {
            return new Tensor(native_().to(target, native_().scalar_type()));
        }
    }

    /** The only element, as a double. */
    public double item() {
        return native_().item_double();
    }

    /** The only element, as a long. */
    public long itemLong() {
        return native_().item_long();
    }

    /** All elements in row-major order, converted to float. */
    public float[] floats() {
        try (Tensor plain = plain(DType.FLOAT32)) {
            var values = new float[Math.toIntExact(plain.count())];
            new FloatPointer(plain.handle.data_ptr()).get(values);
            return values;
        }
    }

    /** All elements in row-major order, converted to double. */
    public double[] doubles() {
        try (Tensor plain = plain(DType.FLOAT64)) {
            var values = new double[Math.toIntExact(plain.count())];
            new DoublePointer(plain.handle.data_ptr()).get(values);
            return values;
        }
    }

    /** All elements in row-major order, converted to long. */
    public long[] longs() {
        try (Tensor plain = plain(DType.INT64)) {
            var values = new long[Math.toIntExact(plain.count())];
            new LongPointer(plain.handle.data_ptr()).get(values);
            return values;
        }
    }

    /** A detached, contiguous tensor of this type on the CPU, to be closed. */
    private Tensor plain(DType type) {
        try (Tensor detached = detach();
                Tensor here = detached.to(Device.CPU);
                Tensor typed = here.to(type)) {
            return typed.contiguous();
        }
    }

    /**
     * The memory itself, little-endian, in windows of at most one GiB, for reading and writing files without copies.
     *
     * <p>Memory: valid only while this tensor is open. Errors: {@link IllegalStateException} unless contiguous and on
     * the CPU.
     */
    public List<ByteBuffer> memory() {
        if (!native_().is_contiguous() || !native_().is_cpu()) {
            throw new IllegalStateException("only a contiguous tensor on the CPU shows its memory");
        }
        var windows = new ArrayList<ByteBuffer>();
        long bytes = byteSize();
        for (long start = 0; start < bytes; start += WINDOW_BYTES) {
            var window = new BytePointer(handle.data_ptr());
            window.position(start).limit(Math.min(bytes, start + WINDOW_BYTES));
            windows.add(window.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
        }
        return windows;
    }

    // ---- gradients

    /** Marks this tensor as one whose gradient is wanted, or not. */
    public Tensor requireGrad(boolean wanted) {
        native_().set_requires_grad(wanted);
        return this;
    }

    /** Whether a gradient is or will be computed for this tensor. */
    public boolean requiresGrad() {
        return native_().requires_grad();
    }

    /** The gradient accumulated by {@link #backward}; shares its memory, so that in-place changes act on it. */
    public Optional<Tensor> grad() {
        org.bytedeco.pytorch.Tensor borrowed = native_().grad();
        return borrowed.defined()
                ? Optional.of(new Tensor(new org.bytedeco.pytorch.Tensor(borrowed)))
                : Optional.empty();
    }

    /** Forgets the gradient and frees its memory. */
    public void clearGrad() {
        native_().mutable_grad().reset();
    }

    /** Adds gradients up in this tensor's memory from now on, instead of memory of their own; of equal shape. */
    public void accumulateGradIn(Tensor memory) {
        native_().mutable_grad().put(memory.native_());
    }

    /** Adds the derivative of this single number to the gradient of every tensor that led to it. */
    public void backward() {
        native_().backward();
    }

    /** The same for a tensor of any shape, from the derivative of the final result by this tensor. */
    public void backward(Tensor gradient) {
        native_().backward(gradient.native_(), Natives.NO_BOOL, false, Natives.NO_INPUTS);
    }

    /** The same values without history; shares memory. */
    public Tensor detach() {
        return new Tensor(native_().detach());
    }

    /**
     * The same memory, whose changes recorded operations do not notice: for memory that is filled again with what they
     * saw before a gradient needs it.
     */
    public Tensor untracked() {
        return new Tensor(native_().variable_data());
    }

    /** Runs the hook each time a gradient has reached this tensor, before it goes on through what made the tensor. */
    public void beforeBackward(GradientHook hook) {
        native_().register_hook(hook.callback());
    }

    /** Makes this tensor share the memory, and so the values, of another of equal shape; its own is freed. */
    public void moveTo_(Tensor memory) {
        native_().set_data(memory.native_());
    }

    // ---- ownership

    /** Takes this tensor out of its scope: whoever calls this closes it. */
    public Tensor keep() {
        if (owner != null) {
            native_().retainReference();
            owner = null;
        }
        return this;
    }

    /** Frees this tensor now; the memory lives on while views or recorded operations need it. */
    @Override
    public void close() {
        if (!closed && (owner == null || !owner.isClosed())) {
            closed = true;
            handle.close();
        }
    }

    /** Whether this tensor or its scope was closed. */
    public boolean isClosed() {
        return closed || (owner != null && owner.isClosed());
    }

    @Nullable
    Scope owner() {
        return owner;
    }

    void ownedBy(@Nullable Scope scope) {
        owner = scope;
    }

    org.bytedeco.pytorch.Tensor native_() {
        if (isClosed()) {
            throw new IllegalStateException(
                    "this tensor was freed: let it leave its scope or keep it before the scope closes");
        }
        return handle;
    }

    @Override
    public String toString() {
        return isClosed() ? "Tensor[freed]" : "Tensor[" + dtype() + " " + Arrays.toString(shape()) + "]";
    }
}
