package dev.trainyard.benchmarks;

import dev.trainyard.tensor.Accelerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the results depend on besides the programs. */
final class Machine {
    private Machine() {}

    /** Processor, vector units, memory, load, kernel and JVM. */
    static Map<String, String> description() {
        Map<String, String> facts = new LinkedHashMap<>();
        List<String> processor = lines("/proc/cpuinfo");
        String units = value(processor, "flags");
        facts.put(
                "processor",
                Runtime.getRuntime().availableProcessors() + " × " + value(processor, "model name")
                        + (units.contains("avx512f") ? ", AVX-512" : "")
                        + (units.contains("avx512_bf16") ? ", bf16" : "")
                        + (units.contains("amx_bf16") ? ", AMX" : ""));
        Accelerator.present().forEach(gpu -> facts.merge("GPUs", gpu.toString(), (all, one) -> all + ", " + one));
        facts.put("memory", value(lines("/proc/meminfo"), "MemTotal"));
        facts.put("load before", String.join(" ", lines("/proc/loadavg")));
        facts.put("kernel", System.getProperty("os.version"));
        facts.put("JVM", Runtime.version().toString());
        return facts;
    }

    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
