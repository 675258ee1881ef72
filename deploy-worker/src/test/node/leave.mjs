// The official OpenAI client against the server at argv[2] with the model argv[3]: it aborts a stream after its first piece,
// or, where argv[4] is "whole", an answer it waits for. It stays until the server has noticed: no process ends before that.
import OpenAI from 'openai';

const [base, model, kind] = process.argv.slice(2);
const client = new OpenAI({ baseURL: base, apiKey: 'unused', maxRetries: 0 });
const ask = { model, messages: [{ role: 'user', content: 'hello there' }] };
const leaving = new AbortController();
const metrics = async () => (await fetch(base.replace(/v1$/, 'metrics'))).text();
const until = async (line) => {
  for (let tries = 0; tries < 400; tries++) {
    if ((await metrics()).includes(line)) return true;
    await new Promise(done => setTimeout(done, 25));
  }
  return false;
};
const seen = { pieces: [] };

try {
  if (kind === 'stream') {
    const stream = await client.chat.completions.create({ ...ask, stream: true }, { signal: leaving.signal });
    for await (const chunk of stream) {
      if (!chunk.choices[0]?.delta?.content) continue;
      seen.pieces.push(chunk.choices[0].delta.content);
      leaving.abort();
    }
  } else {
    until('trainyard_server_running_requests 1').then(() => leaving.abort());
    await client.chat.completions.create(ask, { signal: leaving.signal });
  }
} catch (error) {
  seen.error = error.constructor.name;
}
seen.noticed = await until('status="499"} 1');
console.log(JSON.stringify(seen));
