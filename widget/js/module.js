// Where a module comes from: from the relay as it travels, put together and compiled while it comes; or whole, as the service worker has
// kept it for somebody who comes again.
import { unpack } from "./unpack.js";

const WHOLE = "maru-whole";

// An answer whose body is the module.
export const whole = (answer) => {
  if (!answer.ok) throw new Error(String(answer.status));
  if (answer.headers.has(WHOLE)) return answer;
  let take;
  const transform = (chunk, out) => {
    take ??= unpack((part) => out.enqueue(part));
    take(chunk);
  };
  const module = answer.body.pipeThrough(new TransformStream({ transform }));
  return new Response(module, { headers: { "content-type": "application/wasm", [WHOLE]: 1 } });
};

export const compiled = async (file) => WebAssembly.compileStreaming(whole(await fetch(file)));
