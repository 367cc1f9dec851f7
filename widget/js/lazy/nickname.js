// Asks for a nickname: one field, one button. What was written waits for it.
//
// Invariant: what stands in the field stays there, whatever is said of it, and in whichever language.
import { button, el } from "./kit/el.js";
import { layer } from "./kit/layer.js";
import words from "./words/nickname.js";

let shown;

// spec: { lang, name, error, busy }; `name` is the one until now.
export default (spec, tell) => {
  if (shown?.lang === spec?.lang) return shown?.update(spec);
  const typed = shown?.input.value;
  shown?.close();
  shown = spec ? open(spec, tell) : undefined;
  if (shown && typed !== undefined) shown.input.value = typed;
};

const open = ({ lang, name, ...rest }, tell) => {
  const say = words[lang];
  const input = el("input", {
    class: "fd",
    id: "maru-name",
    type: "text",
    placeholder: say.field,
    autocomplete: "nickname",
    value: name,
  });
  const reason = el("p", { class: "er", id: "sh-e", role: "alert" });
  const submit = el("button", { type: "submit", class: "bt" }, name ? say.save : say.join);
  const form = el(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        tell({ act: "named", with: input.value });
      },
    },
    el("h2", { id: "sh-t" }, name ? say.rename : say.title),
    el("p", { id: "sh-h" }, say.hint),
    el("label", { class: "vh", for: "maru-name" }, say.field),
    input,
    el("div", { class: "bs" }, button({ class: "bt so", onclick: () => close() }, say.not_now), submit),
  );
  const box = el("div", { class: "sh", role: "dialog", "aria-modal": "true", "aria-labelledby": "sh-t" }, form);
  // Whoever closes it: only the person's own way out is told.
  let ours;
  const close = layer(box, { first: input, closed: () => ours || tell({ act: "not_now" }) });
  input.select();
  const update = ({ error, busy }) => {
    submit.disabled = !!busy;
    input.classList.toggle("er", !!error);
    input.setAttribute("aria-describedby", error ? "sh-h sh-e" : "sh-h");
    if (error) {
      input.setAttribute("aria-invalid", "true");
      reason.textContent = error;
      input.after(reason);
    } else {
      input.removeAttribute("aria-invalid");
      reason.remove();
    }
  };
  update(rest);
  return {
    lang,
    input,
    update,
    close: () => {
      ours = true;
      close();
    },
  };
};
