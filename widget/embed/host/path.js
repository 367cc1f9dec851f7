// The page's path, for rooms that are called as the page is, also in applications that change it without a load.
//
// Invariant: nothing of the page's is replaced, pushState least of all: two that wrap it cannot be undone in any order.
// Where the browser does not tell (Firefox before 147, Safari before 26.2), it is looked at twice a second, and only while
// there is somebody who needs to know.

let followers = [];
let ears;

const look = () => {
  for (const widget of followers) if (widget.room != location.pathname) widget.go(location.pathname);
};

export const follow = (widgets) => {
  followers = widgets;
  if (!followers.length) return (ears = ears?.abort());
  if (ears) return;
  ears = new AbortController();
  const { signal } = ears;
  addEventListener('popstate', look, { signal });
  if (window.navigation) return navigation.addEventListener('currententrychange', look, { signal });
  const timer = setInterval(look, 500);
  signal.onabort = () => clearInterval(timer);
};
