// Starts the app in the document that the relay has rendered. Whatever goes wrong here, the document stays what it
// is: a page of the room that can be read. It then says so, by a notice that it already carries.
import init from "./app.js";

const draft = document.getElementById("maru-draft");
let composing = false;
const note = (event) => {
  composing = event.type === "compositionstart";
};
draft?.addEventListener("compositionstart", note);
draft?.addEventListener("compositionend", note);

// The app replaces the field that the person may be typing in. A syllable that is being composed cannot move with
// the text, so the app waits until it is whole.
const whole = () =>
  composing ? new Promise((go) => draft.addEventListener("compositionend", () => setTimeout(go), { once: true })) : null;

const start = async () => {
  const answer = await fetch(document.documentElement.dataset.appWasm);
  if (!answer.ok) throw new Error(String(answer.status));
  const module = await WebAssembly.compile(await answer.arrayBuffer());
  await whole();
  await init({ module_or_path: module });
};

start().catch((reason) => {
  console.warn("maru: reading only,", reason);
  document.getElementById("maru-plain")?.removeAttribute("hidden");
});
