// Which pictures there are: the stories that are told, on what and in which language, and the sheets that their states stand on.
//
// Invariant: every state is seen on a phone and on a desktop, in two languages at least, in the light and in the dark; those of
// `room` and `offline` in all twelve. The apps' own browsers are on phones.

import { acts } from './acts.mjs';
import { compose } from './compose.mjs';
import { conversation } from './conversation.mjs';
import { folded, history, long, naughty, turned } from './edges.mjs';
import { dressed, launcher, ownPage, shop, within } from './page.mjs';
import { photoRoom, photos } from './photos.mjs';
import { news, room } from './room.mjs';
import { choices, nickname } from './sheets.mjs';
import { bare, crowd, empty, flood, offline, refused, storage, unscripted } from './trouble.mjs';

const look = (words) => {
  const [device, lang, scheme] = words.split(' ');
  return { device, lang, scheme };
};
const run = (story, states, ...looks) => ({ story, states, looks: looks.map(look) });
const ALL = ['phone', 'desktop'].flatMap((device) => ['ja', 'ko', 'en'].map((lang) => `${device} ${lang} both`));
const [JA_KO, KO_EN, EN_JA] = [
  ['phone ja light', 'desktop ko dark'],
  ['phone ko dark', 'desktop en light'],
  ['phone en dark', 'desktop ja light'],
];

export const RUNS = [
  run(room, ['panel', 'front', 'menu', 'settings', 'stickers', 'answered'], ...ALL),
  run(conversation, ['dates', 'answers', 'reactions', 'pinned', 'ahead', 'newest'], ...JA_KO, 'desktop en light'),
  run(acts, ['own-menu', 'editing', 'unsending', 'replying', 'changed', 'report', 'blocked'], ...KO_EN, 'phone ja light'),
  run(compose, ['sticker', 'emoji', 'emoji-found', 'mention', 'left', 'too-long'], ...EN_JA, 'phone ko light'),
  run(photos, ['tray', 'picture', 'tray-full', 'twenty', 'viewer', 'viewer-all'], ...JA_KO, 'phone en dark'),
  run(photoRoom, ['photos-empty', 'photos-only'], ...KO_EN),
  run(launcher, ['launcher', 'unread', 'teaser'], ...KO_EN, 'desktop ja dark'),
  run(shop, ['inline', 'sticker-shown'], ...KO_EN, 'desktop ja light'),
  run(ownPage, ['page'], ...EN_JA),
  run(dressed, ['dressed'], ...JA_KO),
  run(within, ['in-app'], 'phone ja light', 'phone ko dark'),
  run(news, ['news'], 'phone ko light', 'phone ja dark', 'desktop en light'),
  run(nickname, ['nickname', 'name-refused'], ...JA_KO, 'phone en dark'),
  run(choices, ['date', 'quiet', 'block-list', 'forget'], ...KO_EN, 'phone ja dark'),
  run(empty, ['empty'], ...KO_EN, 'phone ja light'),
  run(bare, ['loading', 'no-wasm'], ...JA_KO),
  run(unscripted, ['no-script', 'lost'], ...KO_EN),
  run(storage, ['storage'], ...EN_JA),
  run(flood, ['too-fast'], ...KO_EN, 'phone ja light'),
  run(crowd, ['crowd'], ...JA_KO, 'phone en dark'),
  run(long, ['long'], ...JA_KO),
  run(folded, ['folded'], ...KO_EN),
  run(turned, ['turned'], ...JA_KO),
  run(naughty, ['naughty'], ...EN_JA),
  run(history, ['history'], ...EN_JA),
  run(offline, ['offline'], ...ALL),
  run(refused, ['refused'], ...JA_KO, 'phone en dark'),
];

/** Every picture that there will be. */
export const PLANNED = RUNS.flatMap(({ states, looks }) => states.flatMap((state) => looks.flatMap(({ device, lang, scheme }) =>
  (scheme === 'both' ? ['light', 'dark'] : [scheme]).map((each) => ({ state, device, lang, scheme: each })))));

/** Stories that everybody would notice: each is told once, by all its people together, when the others are over. */
export const BY_THEMSELVES = new Set([offline, refused, launcher]);
/** Stories whose rooms are for pictures only. */
export const PHOTO_ROOMS = new Set([photoRoom]);

/** What the front page shows, large, by the names that it has for them. */
export const FRONT = {
  'panel-desktop-ja-light': 'front-desktop-ja-light',
  'answered-phone-ja-light': 'answered-phone-ja-light',
  'answered-phone-ko-dark': 'answered-phone-ko-dark',
  'news-phone-ko-light': 'news-phone-ko-light',
};

const sheet = (file, title, states) => ({ file, title, states: Object.entries(states) });

/** The sheets, and what each state is, in a line. */
export const TOPICS = [
  sheet('page', 'On the page', {
    launcher: 'The launcher in the corner of somebody else’s page',
    unread: 'More than 99 unread while it was closed',
    teaser: 'What an official says stands over it, once',
    inline: 'A block of a shop’s page, where a number counts down who has yet to read',
    page: 'A room alone on its page',
    dressed: 'Another accent, smaller corners and another font, by `setTheme`',
    'in-app': 'Within LINE’s and KakaoTalk’s own browsers: the way out of them, in the settings',
  }),
  sheet('panel', 'The panel', { panel: 'Fans talk' }),
  sheet('answered', 'An official speaks', { answered: 'An official answers in the room: ring, badge, outline' }),
  sheet('menu', 'What a message offers', { menu: 'A long press on a phone, the other mouse button on a desktop' }),
  sheet('settings', 'Settings', { settings: 'What a person chooses for this device' }),
  sheet('stickers', 'Stickers', { stickers: 'The stickers, in the keyboard’s place' }),
  sheet('offline', 'The connection is gone', { offline: 'A bar with the number of what waits; each waiting message says so' }),
  sheet('conversation', 'A conversation', {
    dates: 'Days',
    answers: 'Answers with a quote, a message that was changed, one that was taken back, and its quote',
    reactions: 'Reactions with counters, one’s own outlined; calls, one’s own stands out; how many have read',
    pinned: 'A pinned notice, and the line that says who pinned it',
    ahead: 'What came while the panel was closed begins with a line; the notice is folded',
    newest: 'Scrolled up: the way to the newest, with the number of what is new',
  }),
  sheet('acts', 'What is done with a message', {
    'own-menu': 'The menu of one’s own message',
    editing: 'It is being changed',
    unsending: 'Asked once before it is taken back',
    replying: 'An answer is being written',
    changed: 'Changed, taken back, answered',
    report: 'The grounds of a report',
    blocked: 'Somebody is blocked, and it can be undone',
  }),
  sheet('compose', 'At the field', {
    sticker: 'Stickers, sent',
    'sticker-shown': 'Where the site wants the first tap to show a sticker and the second to send it',
    emoji: 'The emoji picker',
    'emoji-found': 'Emoji, found by a word',
    mention: 'Whom an @ may call',
    left: 'How much is left',
    'too-long': 'More than 5,000 units',
  }),
  sheet('photos', 'Pictures', {
    tray: 'On their way, each with a ring',
    picture: 'One picture',
    'tray-full': 'Twenty are ready',
    twenty: 'Twenty in one message',
    viewer: 'Seen large',
    'viewer-all': 'All at a glance',
    'photos-empty': 'A room for pictures only has no field',
    'photos-only': 'Pictures in it',
  }),
  sheet('sheets', 'Sheets and what they lead to', {
    news: 'The official accounts’ news',
    nickname: 'A nickname is all that is asked for',
    'name-refused': 'An official’s name is nobody else’s',
    date: 'A date led here',
    quiet: 'Sound, and quiet hours',
    'block-list': 'Blocked people',
    forget: 'This device forgets',
  }),
  sheet('trouble', 'When something is missing', {
    empty: 'Nobody has said anything yet',
    loading: 'The relay’s document, before the app is there',
    'no-wasm': 'A browser without WebAssembly',
    'no-script': 'A browser without scripts',
    lost: 'An address that leads nowhere',
    storage: 'A browser that keeps nothing',
    'too-fast': 'More than the room takes at once: held, and sent by itself',
    crowd: 'More is said than anybody reads: some of it, and rows that count the rest and open',
    refused: 'Refused, with the reason; nothing is lost',
  }),
  sheet('edges', 'At the edges', {
    long: 'Long names, long words, long addresses',
    folded: '5,000 units, folded',
    turned: 'Texts that run from the right, and that turn what stands around them',
    naughty: 'Texts that pile up and pretend',
    history: '10,000 messages, scrolled up over some hundred of them',
  }),
];
