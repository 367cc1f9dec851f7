// The demo site for `cargo xtask dev`: demo-site/serve.mjs, which here ends when stdin closes, so that nothing is left behind
// however dev ends. One line of JSON when it answers: {"ready":"http://127.0.0.1:8788"}.

import { parseArgs } from 'node:util';

import { serveDemo } from '../../demo-site/serve.mjs';

const { values } = parseArgs({ options: { port: { type: 'string' }, relay: { type: 'string' } } });
const { url } = await serveDemo({ relay: values.relay, port: Number(values.port) });
console.log(JSON.stringify({ ready: url }));
process.stdin.resume().on('end', () => process.exit(0));
