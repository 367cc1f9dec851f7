// How one answers a message, by drawing it to the right, and asks what else can be done with it: a long press, the other button, the dots beside it, Enter where the arrows have
// led. And where a jump has led.
//
// Invariant: a press that scrolls, selects or follows a link stays what it is.

const LONG_MS = 450;
const STILL_PX = 10;
/** So far to the right, a message is answered. */
const SWIPE_PX = 56;

const rowOf = (event) => event.target.closest?.(".rw[id]");
/** An address in a text: the browser's own menu knows what to do with it. */
const isAddress = (event) => event.target.closest?.(".b a:not(.q)");

export const presses = (list, tell) => {
  let timer;
  let from;
  let held;
  /** What the finger draws to the right, and how far. */
  let drawn;
  let far;
  // Where the pointer is, or nowhere: the focus is there.
  const open = (row, { clientX = -1, clientY = -1 } = {}) => tell(row.id.slice(1), clientX, clientY);
  const end = () => clearTimeout(timer);
  const on = (type, hear, passive = true) => list.addEventListener(type, hear, { passive });

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
    else if (drawn && far >= SWIPE_PX) tell(drawn.id.slice(1), -2, 0);
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
    else if (step && (isRow || target === list)) {
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

export const land = (list, id) => {
  const row = document.getElementById(id);
  if (!row) return;
  row.scrollIntoView({ block: "center" });
  row.classList.add("hit");
  setTimeout(() => row.classList.remove("hit"), 1800);
  if (list.contains(document.activeElement)) row.focus({ preventScroll: true });
};
