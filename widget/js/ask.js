// One request to the relay. Its answer is told once: whether it was a good one, and what it said; nothing, where none came.

export const ask = (path, body, hear) =>
  fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body })
    .then(async (answer) => [answer.ok, await answer.text()])
    .catch(() => [false, ""])
    .then(([ok, text]) => hear(ok, text));
