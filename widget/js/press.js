// Every press of the page: what has a word for it (`data-do`, widget/src/ui/wants.rs) is told by that word. How one answers a message,
// by drawing it to the right, and asks what else can be done with it: a long press, the other button, the dots beside it, Enter where
// the arrows have led. And where a jump has led.
//
// Invariant: a press that scrolls, selects or follows a link stays what it is.

const LONG_MS = 450;
const STILL_PX = 10;
/** So far to the right, a message is answered. */
const SWIPE_PX = 56;

const rowOf = (event) => event.target.closest?.(".rw[id]");
/** An address in a text: the browser's own menu knows what to do with it. */
const isAddress = (event) => event.target.closest?.(".b a:not(.q)");

export const presses = (root, tell) => {
  words(root, tell);
  let timer;
  let from;
  let held;
  /** What the finger draws to the right, and how far. */
  let drawn;
  let far;
  // Where the pointer is, or nowhere: the focus is there.
  const open = (row, { clientX = "", clientY = "" } = {}) => tell(`menu ${row.id.slice(1)} ${clientX} ${clientY}`);
  const end = () => clearTimeout(timer);
  const on = (type, hear, passive = true) => root.addEventListener(type, hear, { passive });

  const draw = (x) => {
    far = x;
    drawn?.style.setProperty("translate", x ? x + "px" : "");
  };

  on("touchstart", (event) => {
    end();
    held = false;
    drawn = undefined;
    const row = rowOf(event);
    if (!row || isAddress(event) || event.touches.length > 1) return;
    from = event.touches[0];
    drawn = row;
    far = 0;
    timer = setTimeout(() => {
      held = true;
      draw(0);
      open(row, from);
    }, LONG_MS);
  });
  on("touchmove", ({ touches: [to] }) => {
    if (!drawn || held) return;
    const x = to.clientX - from.clientX;
    const y = to.clientY - from.clientY;
    if (Math.hypot(x, y) <= STILL_PX) return;
    end();
    if (far || x > 2 * Math.abs(y)) draw(Math.min(Math.max(x - STILL_PX, 1), SWIPE_PX + STILL_PX));
    // It scrolls.
    else drawn = undefined;
  });
  on("touchcancel", () => {
    end();
    draw(0);
  });
  // What was held is not pressed as well.
  on("touchend", (event) => {
    end();
    if (held) event.preventDefault();
    else if (drawn && far >= SWIPE_PX) tell("reply " + drawn.id.slice(1));
    draw(0);
  }, false);
  on("contextmenu", (event) => {
    const row = rowOf(event);
    if (!row || isAddress(event) || !(held || getSelection().isCollapsed)) return;
    event.preventDefault();
    end();
    if (!held) open(row, row === document.activeElement ? {} : event);
  }, false);
  // The dots are drawn by the row itself, and nothing else of it is bare.
  on("click", (event) => {
    if (event.target.matches(".rw[id]") && matchMedia("(hover: hover)").matches) open(event.target, event);
  });
  on("keydown", (event) => {
    const { key, target } = event;
    const step = { ArrowUp: -1, ArrowDown: 1 }[key];
    const isRow = target.matches(".rw[id]");
    if (isRow && key === "Enter") open(target);
    else if (step && (isRow || target.id === "maru-scroll")) {
      const list = target.closest("#maru-scroll");
      const rows = [...list.querySelectorAll(".rw[id]")];
      const next = isRow ? rows[rows.indexOf(target) + step] : rows.findLast((row) => row.getBoundingClientRect().bottom < innerHeight);
      // One of them is a stop of the Tab key: the one that was last chosen.
      list.querySelector('.rw[tabindex="0"]')?.setAttribute("tabindex", -1);
      next?.setAttribute("tabindex", 0);
      next?.focus();
    } else return;
    event.preventDefault();
  }, false);
};

// What has a word, and the few keys that the browser does not turn into a press.
const words = (root, tell) => {
  const wordOf = (event) => event.target.closest?.("[data-do]")?.dataset.do;
  // The field keeps the keyboard.
  root.addEventListener("mousedown", (event) => wordOf(event) === "send" && event.preventDefault());
  root.addEventListener("click", (event) => {
    const word = wordOf(event);
    if (!word || event.target.closest("select")) return;
    // A link leads there without a script; with one, the app goes instead.
    event.preventDefault();
    if (word === "send") document.getElementById("maru-draft").dispatchEvent(new Event("maru:send"));
    else tell(word);
  });
  root.addEventListener("change", (event) => wordOf(event) && tell(wordOf(event) + " " + event.target.value));
  root.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const tabs = [...(target.closest('[role="tablist"]')?.children ?? [])];
    const at = tabs.indexOf(target);
    const to = { Home: 0, End: tabs.length - 1, ArrowLeft: at - 1, ArrowRight: at + 1 }[key];
    if (at >= 0 && to !== undefined) {
      const tab = tabs.at(to % tabs.length);
      event.preventDefault();
      tab.focus();
      tab.click();
    }
    // Closes the panel and nothing else, wherever in it the focus is.
    if (key === "Escape" && !event.isComposing && target.closest(".pd")) {
      event.stopPropagation();
      tell("tray");
    }
  });
};

export const land = (id) => {
  const row = document.getElementById(id);
  if (!row) return;
  row.scrollIntoView({ block: "center" });
  row.classList.add("hit");
  setTimeout(() => row.classList.remove("hit"), 1800);
  if (document.activeElement?.closest("#maru-scroll")) stand(id);
};

/** The keyboard is there from now on, and nothing moves. */
export const stand = (id) => document.getElementById(id)?.focus({ preventScroll: true });
