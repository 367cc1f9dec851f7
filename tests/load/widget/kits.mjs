// Published kits, bundled as their own guides begin: everything that is fetched before one can type; and, of those that need no
// account, what they hold of a long room.
//
// Invariant: nothing of them is committed; the versions are pinned here.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { build } from 'esbuild';

import { squeeze } from './ground.mjs';
import { held } from './held.mjs';

const REACT = { react: '19.3.1', 'react-dom': '19.3.1' };
const MOUNT = `import { createRoot } from 'react-dom/client'; const show = (app) => createRoot(document.body).render(app);`;

export const KITS = [
  {
    name: 'Stream (stream-chat-react)',
    packages: { ...REACT, 'stream-chat-react': '14.12.0', 'stream-chat': '9.53.0' },
    entry: `${MOUNT} import { StreamChat } from 'stream-chat'; import { Chat, Channel, ChannelHeader, MessageList, MessageComposer, Window } from 'stream-chat-react';
import 'stream-chat-react/dist/css/index.css';
const client = StreamChat.getInstance('key'); show(<Chat client={client}><Channel channel={client.channel('messaging', 'a')}><Window><ChannelHeader /><MessageList /><MessageComposer /></Window></Channel></Chat>);`,
  },
  {
    name: 'Sendbird (@sendbird/uikit-react)',
    packages: { react: '18.3.1', 'react-dom': '18.3.1', '@sendbird/uikit-react': '3.19.1' },
    entry: `${MOUNT} import SendbirdProvider from '@sendbird/uikit-react/SendbirdProvider'; import { GroupChannel } from '@sendbird/uikit-react/GroupChannel'; import '@sendbird/uikit-react/dist/index.css';
show(<SendbirdProvider appId="a" userId="b"><GroupChannel channelUrl="c" /></SendbirdProvider>);`,
  },
  {
    name: 'chatscope (@chatscope/chat-ui-kit-react)',
    packages: { ...REACT, '@chatscope/chat-ui-kit-react': '2.1.1', '@chatscope/chat-ui-kit-styles': '1.4.0' },
    entry: `${MOUNT} import { MainContainer, ChatContainer, MessageList, Message, MessageInput } from '@chatscope/chat-ui-kit-react'; import '@chatscope/chat-ui-kit-styles/dist/default/styles.min.css';
show(<MainContainer><ChatContainer><MessageList><Message model={{ message: 'a', direction: 'incoming', position: 'single' }} /></MessageList><MessageInput /></ChatContainer></MainContainer>);`,
    long: `${MOUNT} import { MainContainer, ChatContainer, MessageList, Message, MessageInput } from '@chatscope/chat-ui-kit-react'; import '@chatscope/chat-ui-kit-styles/dist/default/styles.min.css';
show(<div style={{ height: 600, width: 400 }}><MainContainer><ChatContainer><MessageList>{texts.map((message, n) => <Message key={n} model={{ message, sender: 'a', direction: 'incoming', position: 'single' }} />)}</MessageList><MessageInput /></ChatContainer></MainContainer></div>);`,
  },
  {
    name: 'deep-chat',
    packages: { 'deep-chat': '2.4.2' },
    entry: `import 'deep-chat'; document.body.innerHTML = '<deep-chat></deep-chat>';`,
    long: `import 'deep-chat'; const chat = document.createElement('deep-chat'); chat.demo = true;
chat.history = texts.map((text) => ({ text, role: 'ai' })); document.body.append(chat);`,
  },
];

async function bundled(folder, entry) {
  await writeFile(join(folder, 'entry.jsx'), entry);
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'entry.jsx')],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    outdir: folder,
    jsx: 'automatic',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff': 'empty', '.woff2': 'empty', '.ttf': 'empty', '.svg': 'dataurl', '.png': 'empty', '.mp3': 'empty' },
  });
  return outputFiles;
}

/** What is found out of each kit that has such a beginning, bundled; each in a folder of its own: two of them want different Reacts. */
async function ofEach(which, tools, install, find) {
  const found = [];
  for (const [n, kit] of KITS.entries()) {
    if (!kit[which]) continue;
    const folder = join(tools, `kit-${n}`);
    await mkdir(folder, { recursive: true });
    try {
      await install(folder, kit.packages);
      found.push({ name: kit.name, ...(await find(await bundled(folder, kit[which]))) });
    } catch (fault) {
      // What cannot be had today is told as that, and not as a figure.
      found.push({ name: kit.name, why: String(fault.message ?? fault).split('\n')[0] });
    }
    console.error(`  kits: ${JSON.stringify(found.at(-1))}`);
  }
  return found;
}

/** Memory of these messages in each kit that shows what it is given; in the page itself, without a frame. */
export const keep = (ground, tools, install, texts) => ofEach('long', tools, install, async (files) => {
  const browser = await ground.browser();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await page.goto(`${ground.host.url}/bare`);
    const before = await held(browser, page);
    await page.evaluate((texts) => {
      globalThis.texts = texts;
    }, texts);
    for (const { path, text } of files) {
      if (path.endsWith('.css')) await page.addStyleTag({ content: text });
      else await page.addScriptTag({ type: 'module', content: text });
    }
    await page.getByText(texts.at(-1), { exact: true }).waitFor({ state: 'attached', timeout: 600_000 });
    return { memory: (await held(browser, page)) - before };
  } finally {
    await browser.close();
  }
});

export const kits = (tools, install) => ofEach('entry', tools, install, (files) => ({
  bytes: files.reduce((sum, { contents }) => sum + squeeze(Buffer.from(contents)).length, 0),
}));
