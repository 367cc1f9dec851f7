// The number of unread messages before the page's title: "(3) Title".
//
// Invariant: the rest of the title is the page's. Whatever the page writes meanwhile stays, with the number before it, and
// is what is left when the number goes. A page that answers each of our changes with one of its own is let win: nine in a
// second are enough.

let number = 0;
let observer;
let since = 0;
let changes = 0;

const ours = () => (number ? `(${number > 99 ? '99+' : number}) ` : '');
// What was last written here, and how much of it is ours.
let written;
let mark = '';

const bare = () => (document.title == written ? document.title.slice(mark.length) : document.title);

const write = () => {
  const rest = bare();
  mark = ours();
  written = mark + rest;
  if (document.title != written) document.title = written;
  // A browser folds the spaces of a title.
  written = document.title;
};

/** None is none: then nobody watches any more. */
export const title = (unread) => {
  if (number == unread) return;
  number = unread;
  write();
  if (!number) return (observer = observer?.disconnect());
  if (observer) return;
  observer = new MutationObserver(() => {
    if (document.title == written) return;
    if (performance.now() - since > 1e3) [since, changes] = [performance.now(), 0];
    if (changes++ < 9) write();
  });
  observer.observe(document.head, { childList: true, characterData: true, subtree: true });
};
