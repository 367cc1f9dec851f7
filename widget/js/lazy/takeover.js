// Somebody comes from an app's own browser, with a number instead of who they are (`#h=…`), and goes on here.
//
// Invariant: the number leaves the address before it is used. Whoever is somebody here already stays who they are, and only what
// they were writing comes along.

export default async () => {
  const code = location.hash.slice(3);
  history.replaceState(null, "", location.pathname + location.search);
  try {
    const { site, room } = JSON.parse(document.getElementById("boot").textContent);
    const answer = await fetch(`/f/${site}/takeover`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code }),
    });
    // Too late, or a second time: they are a guest, as anybody.
    if (!answer.ok) return;
    const { guest, name, draft } = await answer.json();
    const kept = (what) => localStorage.getItem(`maru/${site}/${what}`);
    const keep = (what, text) => text && localStorage.setItem(`maru/${site}/${what}`, text);
    if (!kept("name")) {
      localStorage.removeItem(`maru/${site}/member`);
      keep("guest", guest);
      keep("name", name);
    }
    if (!kept("draft/" + room)) keep("draft/" + room, draft);
  } catch {
    // Out of reach, or nothing can be kept here.
  }
};
