// Loads a GGUF file in llama.cpp. Standard input: {"model", "lora"?, "texts": [..], "sequences": [[ids]]}.
// Standard output, its last line: {"tokens": [[ids]], "log_probabilities": [[[..]]]}, the latter natural logarithms for
// every position of every sequence and every token of the vocabulary.
import fs from "node:fs";
import {getLlama, LlamaLogLevel} from "node-llama-cpp";

const request = JSON.parse(fs.readFileSync(0, "utf8"));
const llama = await getLlama({
    gpu: false, build: "never", skipDownload: true, progressLogs: false,
    logLevel: LlamaLogLevel.warn, maxThreads: 1
});
const model = await llama.loadModel({modelPath: request.model, gpuLayers: 0, useMmap: false});
const tokens = (request.texts ?? []).map((text) => [...model.tokenize(text, true)]);
const longest = Math.max(1, ...(request.sequences ?? []).map((ids) => ids.length));
const context = await model.createContext({
    contextSize: Math.max(64, longest + 8), sequences: 1, threads: 1, flashAttention: false,
    experimentalKvCacheKeyType: "F32", experimentalKvCacheValueType: "F32",
    lora: request.lora ? {adapters: [{filePath: request.lora, scale: 1}]} : undefined
});
const sequence = context.getSequence();
const logProbabilities = [];
for (const ids of request.sequences ?? []) {
    await sequence.clearHistory();
    const outputs = await sequence.controlledEvaluate(ids.map((id) => [id, {
        generateNext: {
            probabilities: true,
            options: {temperature: 1, topK: 0, topP: 1, minP: 0}
        }
    }]));
    logProbabilities.push(outputs.map((output) => {
        const row = [];
        for (const [token, probability] of output.next.probabilities)
            row[token] = Math.log(probability);
        return Array.from(row, (value) => value ?? null);
    }));
}
process.stdout.write("\n" + JSON.stringify({tokens, log_probabilities: logProbabilities}) + "\n");
await context.dispose();
await model.dispose();
process.exit(0);
