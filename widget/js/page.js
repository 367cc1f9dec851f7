// The page around the frame: what it asks for, what it is told, and how it wants the room to look (theme.js).
//
// Invariant: a word counts only from the window that holds this frame and from the origin that the relay found on the
// site's list, and words go to that origin alone. No text of a message is in any of them.
import { wear } from "./theme.js";

export const listen = (origin, hear) => {
  if (parent == window) return;
  addEventListener("message", ({ source, origin: from, data }) => {
    if (source != parent || from != origin || data?.maru != 1) return;
    if (data.do == "theme") wear(data);
    else hear(`${data.do} ${data.lang ?? data.ticket ?? ""}`);
  });
};

export const say = (origin, is, n, signs) => {
  if (parent == window) return;
  const word = { maru: 1, is, n };
  if (is == "message") ["post", "mine", "official", "mention"].forEach((sign, bit) => (word[sign] = !!(signs & (1 << bit))));
  parent.postMessage(word, origin);
};
