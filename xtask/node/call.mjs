// HTTP for the tools, one request after another: a JSON list of {method, url, key?, body?} on stdin; a list of
// {status, text} on stdout. It stops at the first that is not answered with 2xx, which is then the last of the list.

import { json } from 'node:stream/consumers';

const answers = [];
for (const { method, url, key, body } of await json(process.stdin)) {
  const headers = {};
  if (key) headers.authorization = `Bearer ${key}`;
  if (body) headers['content-type'] = 'application/json';
  const answer = await fetch(url, { method, headers, body: body ? JSON.stringify(body) : undefined });
  answers.push({ status: answer.status, text: await answer.text() });
  if (!answer.ok) break;
}
console.log(JSON.stringify(answers));
