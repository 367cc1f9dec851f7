// Links and downloads where an app's own browser shows the room: they open in the phone's browser, which has windows and files.
//
// Invariant: nothing asks such a browser for a second window, and nothing is left that would.
import { inApp, outside } from "./kit/app.js";

const opens = "a[target], a[download]";
const plain = (root) => root.querySelectorAll?.(opens).forEach((link) => link.removeAttribute("target"));

let began;
export default () => {
  if (began || !inApp) return;
  began = true;
  addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[href]");
      // Within the page's own document there is nowhere else to go.
      if (!link || !/^https?:$/.test(link.protocol)) return;
      event.preventDefault();
      event.stopPropagation();
      outside(link.href);
    },
    true,
  );
  plain(document);
  new MutationObserver((changes) => {
    for (const { target, addedNodes, type } of changes) {
      if (type == "attributes") target.matches(opens) && target.removeAttribute("target");
      else
        for (const node of addedNodes) {
          if (node.matches?.(opens)) node.removeAttribute("target");
          plain(node);
        }
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["target"] });
};
