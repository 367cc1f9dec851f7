// A small application in the manner of many: links are followed without a load, and the page is put together here.
// The room in the corner comes along by itself, since its tag says data-map="pathname".
const go = async (href, push) => {
  const page = new DOMParser().parseFromString(await (await fetch(href)).text(), 'text/html');
  if (push) history.pushState(null, '', href);
  document.title = page.title;
  document.querySelector('main').replaceWith(page.querySelector('main'));
};

addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="/app/"]');
  if (link) {
    event.preventDefault();
    go(link.href, true);
  }
  if (event.target.closest('[data-room]')) maru('open');
});
addEventListener('popstate', () => go(location.href, false));
