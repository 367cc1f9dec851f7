// Fingers, a mouse and a wheel on a picture: zoom, move, turn to the next, let it fall.
//
// Invariant: a gesture is one thing from its first finger to its last: who turns pages does not dismiss, who pinches does neither.

const MOST = 6;
const limit = (value, low, high) => Math.min(high, Math.max(low, value));

/** `move({ x, y, scale, aside, down, live })` is drawn by whoever shows it; `turn(±1)` and `fall()` are what was meant. */
export const hand = (stage, { move, turn, fall }) => {
  const fingers = new Map();
  let view = { x: 0, y: 0, scale: 1 };
  let kind = "";
  let start;
  let tapped = 0;

  const told = (more = {}) => move({ ...view, aside: 0, down: 0, live: false, ...more });

  const reset = () => {
    view = { x: 0, y: 0, scale: 1 };
    told();
  };

  /** Keeps what is under the point under it. Places are told from the stage's middle. */
  const zoom = (scale, x, y, live) => {
    const next = limit(scale, 1, MOST);
    const by = next / view.scale;
    view = { scale: next, x: x - (x - view.x) * by, y: y - (y - view.y) * by };
    keepIn();
    told({ live });
  };

  const keepIn = () => {
    const [w, h] = [(stage.clientWidth * (view.scale - 1)) / 2, (stage.clientHeight * (view.scale - 1)) / 2];
    view.x = limit(view.x, -w, w);
    view.y = limit(view.y, -h, h);
  };

  const middle = () => {
    const all = [...fingers.values()];
    const box = stage.getBoundingClientRect();
    const [x, y] = ["x", "y"].map((side) => all.reduce((sum, finger) => sum + finger[side], 0) / all.length);
    const [a, b] = all;
    return {
      x: x - box.left - box.width / 2,
      y: y - box.top - box.height / 2,
      apart: b ? Math.hypot(a.x - b.x, a.y - b.y) : 0,
      at: performance.now(),
    };
  };

  const begin = () => {
    start = { ...middle(), view };
    if (fingers.size > 1) kind = "pinch";
    else if (kind !== "pinch") kind = view.scale > 1 ? "pan" : "";
  };

  stage.onpointerdown = (event) => {
    if (event.button) return;
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event);
    if (fingers.size === 1) kind = "";
    begin();
  };

  stage.onpointermove = (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event);
    const now = middle();
    const [dx, dy] = [now.x - start.x, now.y - start.y];
    if (kind === "pinch" && now.apart && start.apart) {
      view = start.view;
      zoom((start.view.scale * now.apart) / start.apart, start.x, start.y, true);
      view.x += dx;
      view.y += dy;
      keepIn();
      return told({ live: true });
    }
    if (kind === "pan") {
      view = { ...start.view, x: start.view.x + dx, y: start.view.y + dy };
      keepIn();
      return told({ live: true });
    }
    if (!kind && Math.hypot(dx, dy) > 8) kind = Math.abs(dx) > Math.abs(dy) ? "turn" : "fall";
    if (kind === "turn") told({ aside: dx, live: true });
    if (kind === "fall") told({ down: dy, live: true });
  };

  const end = (event) => {
    if (!fingers.has(event.pointerId)) return;
    const now = middle();
    fingers.delete(event.pointerId);
    if (fingers.size) return begin();
    const [dx, dy] = [now.x - start.x, now.y - start.y];
    const pace = 1 / Math.max(1, now.at - start.at);
    const meant = kind;
    kind = "";
    if (event.type === "pointercancel") return told();
    if (meant === "turn" && (Math.abs(dx) > stage.clientWidth / 4 || Math.abs(dx) * pace > 0.4)) return turn(-Math.sign(dx));
    if (meant === "fall" && (Math.abs(dy) > stage.clientHeight / 5 || Math.abs(dy) * pace > 0.6)) return fall();
    if (!meant || meant === "pan") {
      const isTap = Math.hypot(dx, dy) < 8;
      if (isTap && now.at - tapped < 300) {
        tapped = 0;
        return zoom(view.scale > 1 ? 1 : 2.5, now.x, now.y);
      }
      tapped = isTap ? now.at : 0;
    }
    told();
  };
  stage.onpointerup = stage.onpointercancel = end;

  stage.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const box = stage.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
      zoom(view.scale * Math.exp(-event.deltaY / (event.ctrlKey ? 100 : 400)), x, y, true);
    },
    { passive: false },
  );

  return { reset, by: (factor) => zoom(view.scale * factor, 0, 0), isNear: () => view.scale > 1 };
};
