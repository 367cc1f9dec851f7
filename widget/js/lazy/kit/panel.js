// A picker in the keyboard's place: groups as tabs, what one may pick as a grid of buttons. Stickers and emoji are two of them.
//
// Invariant: everything can be reached by arrow keys and picked by Enter; Escape closes, and the focus goes back to where it was.
// What is not looked at is not fetched, and nothing moves when it has come.
import { dress, el } from "./el.js";
import css from "./panel.css";

const MOST_RECENT = 24;

export const CLOCK = "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM12 7.5V12l3 2";

dress(css);

// Where the browser keeps nothing, it is known until the page goes.
const memory = {};

/** What was picked last, newest first: under the site's prefix, as everything that the frame keeps. */
export const recents = (site, what) => {
  const key = `maru/${site}/${what}`;
  const read = () => {
    try {
      const kept = JSON.parse(localStorage[key]);
      if (Array.isArray(kept)) return kept.filter((one) => typeof one == "string");
    } catch {
      // Nothing is kept, or not by us.
    }
    return memory[key] ?? [];
  };
  return {
    read,
    add(one) {
      const now = [one, ...read().filter((other) => other != one)].slice(0, MOST_RECENT);
      memory[key] = now;
      try {
        localStorage[key] = JSON.stringify(now);
      } catch {
        // A full disk: see above.
      }
    },
  };
};

/** What keys do in a row, or a grid, of which one thing can be reached by Tab. */
const walk = (event, all, columns) => {
  const now = all.indexOf(event.target);
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, Home: -now, End: all.length - 1 - now };
  const step = steps[event.key];
  if (now < 0 || step === undefined || !columns) return null;
  event.preventDefault();
  return all[now + step] ?? null;
};

const reach = (all, one) => {
  for (const other of all) other.tabIndex = other == one ? 0 : -1;
};

/**
 * Opens it at the end of `parent`. A group has `id`, `label`, `face` (what its tab shows), `empty` (what is said where it has
 * nothing) and `fill()`, which makes its buttons. What is picked is told by the buttons' own clicks.
 */
export function panel({ parent, name, lang, label, tabs, groups, first, head = [], onShow, onClose }) {
  const before = document.activeElement;
  const grid = el("div", { class: "pg", role: "tabpanel", id: `${name}-grid`, tabindex: "-1" });
  const row = el("div", { class: "pt", role: "tablist", "aria-label": tabs });
  const faces = groups.map(({ id, label, face }) => {
    const tab = el("button", { type: "button", role: "tab", id: `${name}-${id}`, "aria-controls": grid.id, "aria-label": label, title: label }, face());
    tab.addEventListener("click", () => show(id));
    return tab;
  });
  row.append(...faces);
  const root = el("section", { class: `pk ${name}`, "aria-label": label, lang }, row, ...head, grid);

  const tiles = () => [...grid.querySelectorAll("button")];
  const columns = () => {
    const all = tiles();
    const next = all.findIndex(({ offsetTop }) => offsetTop != all[0].offsetTop);
    return next < 0 ? all.length : next;
  };

  /** The buttons, or a sentence in their place. */
  const lay = (buttons, empty) => {
    grid.scrollTop = 0;
    grid.replaceChildren(...(buttons.length ? buttons : [el("p", { class: "pe" }, empty)]));
    reach(buttons, buttons[0]);
  };

  let shown;
  const show = (id) => {
    shown = groups.find((group) => group.id == id);
    faces.forEach((tab, n) => tab.setAttribute("aria-selected", groups[n] == shown));
    const tab = faces[groups.indexOf(shown)];
    reach(faces, tab);
    grid.setAttribute("aria-labelledby", tab.id);
    lay(shown.fill(), shown.empty);
    tab.scrollIntoView?.({ block: "nearest", inline: "nearest" });
    onShow?.(shown);
  };

  const close = () => {
    if (!root.isConnected) return;
    const hadFocus = root.contains(document.activeElement) || document.activeElement == document.body;
    root.remove();
    if (hadFocus) before?.focus?.();
    onClose();
  };

  root.addEventListener("keydown", (event) => {
    // A syllable that is being composed has the keys for itself.
    if (event.isComposing) return;
    if (event.key == "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (row.contains(event.target)) {
      if (event.key == "ArrowDown") {
        event.preventDefault();
        tiles()[0]?.focus();
        return;
      }
      const next = event.key != "ArrowUp" && walk(event, faces, 1);
      if (next) {
        next.focus();
        next.click();
      }
    } else if (grid.contains(event.target)) {
      const all = tiles();
      const next = walk(event, all, columns());
      if (next) {
        reach(all, next);
        next.focus();
      } else if (event.key == "ArrowUp") {
        faces[groups.indexOf(shown)].focus();
      }
    }
  });

  parent.append(root);
  show(first);
  faces[groups.indexOf(shown)].focus({ preventScroll: true });
  return { root, grid, lay, close, again: () => lay(shown.fill(), shown.empty) };
}

/** A picker as a script that loads later: `picked` makes the answer of what is picked. */
export const takes = (open, picked) => {
  let now;
  return (spec, tell) => {
    const before = now;
    now = undefined;
    before?.close();
    if (!spec) return;
    const mine = open({
      ...spec,
      parent: document.getElementById(spec.parent ?? "maru"),
      onPick: (...what) => tell(picked(...what)),
      onClose() {
        if (now != mine) return;
        now = undefined;
        tell({ closed: true });
      },
    });
    now = mine;
  };
};
