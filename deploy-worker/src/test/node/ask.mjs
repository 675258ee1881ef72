// The official OpenAI client against the server at argv[2] with the model argv[3]; what it saw goes to stdout as JSON.
// argv[4] and argv[5]: the same for a model that answers embeddings.
import OpenAI from 'openai';

const [base, model, vectorBase, vectorModel] = process.argv.slice(2);
const client = new OpenAI({ baseURL: base, apiKey: 'unused', maxRetries: 0 });
const messages = [{ role: 'user', content: 'Once upon a time, there was' }];
const ask = { model, messages, max_completion_tokens: 24, temperature: 0 };
const seen = {};

seen.chat = await client.chat.completions.create(ask);
seen.several = await client.chat.completions.create({ ...ask, temperature: 1, n: 3, seed: 5 });
seen.scores = await client.chat.completions.create({ ...ask, logprobs: true, top_logprobs: 2 });
seen.text = await client.completions.create({ model, prompt: 'Once upon a time', max_tokens: 12, temperature: 0 });

const chunks = [];
const stream = await client.chat.completions.create({ ...ask, stream: true, stream_options: { include_usage: true } });
for await (const chunk of stream) chunks.push(chunk);
seen.streamed = chunks.map(chunk => chunk.choices[0]?.delta?.content ?? '').join('');
seen.streamUsage = chunks.at(-1).usage;

// What assembles a stream again has to come to the whole answer.
seen.assembled = await client.chat.completions.stream(ask).finalContent();

const left = await client.chat.completions.create({ ...ask, max_completion_tokens: 400, stream: true });
for await (const chunk of left) if (chunk.choices[0].delta.content) break;

seen.models = (await client.models.list()).data.map(entry => entry.id);
seen.model = (await client.models.retrieve(model)).id;

const vectors = new OpenAI({ baseURL: vectorBase, apiKey: 'unused', maxRetries: 0 });
const embedding = await vectors.embeddings.create({ model: vectorModel, input: ['one', 'another'] });
seen.vectors = embedding.data.map(entry => entry.embedding.length);

seen.errors = [];
for (const wrong of [{ ...ask, model: 'other' }, { ...ask, temperature: 9 }, { ...ask, tools: [{ type: 'function', function: { name: 'f' } }] }]) {
  try {
    await client.chat.completions.create(wrong);
  } catch (error) {
    seen.errors.push({ type: error.constructor.name, status: error.status, code: error.code, param: error.param });
  }
}
console.log(JSON.stringify(seen));
