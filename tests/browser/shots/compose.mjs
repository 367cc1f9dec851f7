// What stands in the field, beside it and above it: stickers, emoji, names, and how much is left.

import { voice } from '../voice.mjs';
import { join, toEnd } from './cast.mjs';

const LOVE = { ja: 'ハート', ko: '하트', en: 'heart' };
const PROSE = { ja: '木漏れ日の下で、', ko: '나뭇잎 사이로, ', en: 'Under the leaves, ' };

export async function compose(look) {
  const { stage, lang, room, shot } = look;
  for (const name of ['のり', '윤슬지기', 'もか🌿ルアン担', '콩떡']) {
    const one = await voice(stage, room, { name });
    await one.say('🌿');
    one.leave();
  }
  const nori = await voice(stage, room, { name: 'のり' });
  const { person, chat } = await join(look);
  const face = chat.frame.locator('#maru-face');
  const pad = chat.frame.locator('#maru-pad');
  await face.click();
  const tile = pad.locator('.pg button');
  await tile.first().waitFor();
  await tile.nth(3).click();
  await chat.delivered();
  await chat.frame.locator('.ls .me .sk').waitFor();
  await face.click();
  await pad.locator('.pg').waitFor({ state: 'detached' });
  await nori.say('ありがとう', { sticker: 'sora/thanks' }).catch(() => nori.say('ありがとう', { sticker: 'maru/thanks' }));
  await chat.frame.locator('.ls .sk').nth(1).waitFor();
  await toEnd(chat);
  await shot(person, 'sticker');

  await face.click();
  await chat.frame.getByRole('button', { name: chat.words.emoji, exact: true }).click();
  await pad.locator('.em-p .pg button').first().waitFor();
  await shot(person, 'emoji');
  await chat.frame.getByRole('searchbox').fill(LOVE[lang]);
  await pad.locator('.em-p .pg button').getByText('❤️').first().waitFor();
  await shot(person, 'emoji-found');
  await face.click();
  await pad.locator('.pg').waitFor({ state: 'detached' });

  await chat.atField();
  await chat.page.keyboard.insertText('@');
  await chat.frame.getByRole('listbox').waitFor();
  await shot(person, 'mention');
  await chat.page.keyboard.press('Escape');
  await chat.draft.fill('');

  await chat.draft.fill(PROSE[lang].repeat(Math.ceil(4_970 / PROSE[lang].length)).slice(0, 4_970));
  await chat.frame.locator('.xb').waitFor();
  await shot(person, 'left');
  await chat.draft.fill(PROSE[lang].repeat(Math.ceil(5_012 / PROSE[lang].length)).slice(0, 5_012));
  await chat.frame.locator('.xb.er').waitFor();
  await shot(person, 'too-long');
  nori.leave();
}
