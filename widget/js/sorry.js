// The page for a room that cannot be had: the relay is silent, and nothing of the room was kept.
//
// Invariant: nothing that somebody else wrote is in it. It comes back by itself, not at the same moment as everybody
// else's does, and on a phone, where it covers the page, it can be closed.

const WORDS = {
  ja: ["サーバーにつながりません", "しばらくすると自動でつなぎ直します", "いますぐ試す", "閉じる"],
  ko: ["서버에 연결할 수 없어요", "잠시 후 자동으로 다시 연결해요", "지금 다시 시도", "닫기"],
  en: ["The server cannot be reached", "This page tries again by itself", "Try now", "Close"],
};

const STYLE =
  ":root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-content:center;justify-items:center;" +
  "gap:12px;padding:24px;box-sizing:border-box;text-align:center;word-break:keep-all;overflow-wrap:anywhere;" +
  "font:15px/1.6 system-ui,sans-serif;background:#ede3d3;color:#2b2420}h1{font-size:18px;margin:0}p{margin:0}" +
  "a,button{display:inline-block;margin:6px;padding:10px 18px;border:1px solid;border-radius:22px;font:inherit;" +
  "color:inherit;background:0 0;text-decoration:none;cursor:pointer}" +
  "@media (prefers-color-scheme:dark){body{background:#191512;color:#f4ede3}}";

const SCRIPT =
  'const host=new URLSearchParams(location.search).get("host"),b=document.querySelector("button");' +
  'addEventListener("online",()=>location.reload());' +
  'if(b)b.onclick=()=>parent.postMessage({maru:1,is:"close"},host)';

export function sorry(url) {
  const { searchParams } = url;
  const wanted = [searchParams.get("lang"), ...navigator.languages].map((tag) => String(tag).slice(0, 2));
  const lang = wanted.find((tag) => Object.hasOwn(WORDS, tag)) || "en";
  const [title, text, again, close] = WORDS[lang];
  const nonce = crypto.randomUUID();
  const seconds = 15 + Math.floor(Math.random() * 30);
  const button = searchParams.get("place") == "panel" ? `<button type="button">${close}</button>` : "";
  const html = `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="${seconds}"><title>${title}</title><style nonce="${nonce}">${STYLE}</style>
<h1>${title}</h1><p role="status">${text}</p><div><a href="">${again}</a>${button}</div><script nonce="${nonce}">${SCRIPT}</script>`;
  return new Response(html, {
    status: 503,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`,
    },
  });
}
