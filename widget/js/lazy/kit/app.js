// The browsers within LINE and KakaoTalk: no second window, no download, and what is kept is gone with the app. Both apps have a
// way of their own to hand an address to the phone's browser.

const agent = navigator.userAgent;
const isKakao = /KAKAOTALK/i.test(agent);
export const inApp = isKakao || /\bLine\//.test(agent);

export const outside = (address) => {
  const to = new URL(address, location.href);
  if (isKakao) top.location.href = "kakaotalk://web/openExternal?url=" + encodeURIComponent(to.href);
  else {
    to.searchParams.set("openExternalBrowser", "1");
    top.location.href = to.href;
  }
};
