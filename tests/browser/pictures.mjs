// Pictures as people have them: photographs that say where they were taken, one that moves, and what is none.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './relay.mjs';

/** What no picture may have in it once it was sent. */
export const SECRETS = ['SECRET-CAMERA', 'SECRET-OWNER', 'GPS-TOKYO', 'Exif\0\0'];

const ascii = (tag, text) => ({ tag, kind: 2, bytes: Buffer.from(`${text}\0`) });
const short = (tag, value) => ({ tag, kind: 3, bytes: Buffer.from([value >> 8, value & 255, 0, 0]), count: 1 });
const long = (tag, value) => ({ tag, kind: 4, bytes: be32(value), count: 1 });
const rationals = (tag, values) => ({
  tag,
  kind: 5,
  bytes: Buffer.concat(values.flatMap(([above, below]) => [be32(above), be32(below)])),
  count: values.length,
});

function be32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A directory of EXIF at a place of the whole, with what does not fit into it behind it. */
function directory(place, entries) {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(entries.length);
  let behind = place + 2 + entries.length * 12 + 4;
  const [rows, more] = [[], []];
  for (const { tag, kind, bytes, count = bytes.length } of entries) {
    const row = Buffer.alloc(8);
    row.writeUInt16BE(tag);
    row.writeUInt16BE(kind, 2);
    row.writeUInt32BE(count, 4);
    if (bytes.length <= 4) {
      rows.push(row, Buffer.concat([bytes, Buffer.alloc(4 - bytes.length)]));
    } else {
      rows.push(row, be32(behind));
      more.push(bytes);
      behind += bytes.length;
    }
  }
  return Buffer.concat([head, ...rows, Buffer.alloc(4), ...more]);
}

/** EXIF as a telephone writes it: camera, owner, how it was held, and the place to a second of arc. */
export function exif(turn = 1) {
  const main = (gps) => directory(8, [ascii(0x010f, 'SECRET-CAMERA'), short(0x0112, turn), ascii(0x013b, 'SECRET-OWNER'), long(0x8825, gps)]);
  const gps = 8 + main(0).length;
  const where = directory(gps, [
    ascii(1, 'N'),
    rationals(2, [[35, 1], [41, 1], [22, 1]]),
    ascii(3, 'E'),
    rationals(4, [[139, 1], [41, 1], [30, 1]]),
    ascii(0x1b, 'GPS-TOKYO'),
  ]);
  const tiff = Buffer.concat([Buffer.from('MM\0*\0\0\0\x08', 'latin1'), main(gps), where]);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** Drawn by the browser: a number on a colour, with an edge that tells which way is up. */
export async function photo(page, n, { w = 800, h = 600, type = 'image/jpeg', hole = false, turn = 1, noise = false } = {}) {
  const base64 = await page.evaluate(
    async ([n, w, h, type, hole, noise]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
      const pen = canvas.getContext('2d');
      pen.fillStyle = `hsl(${(n * 47) % 360} 60% 55%)`;
      pen.fillRect(0, hole ? h / 2 : 0, w, h);
      pen.fillStyle = '#fff';
      pen.fillRect(0, 0, w, hole ? 0 : h / 12);
      pen.font = `bold ${h / 2}px sans-serif`;
      pen.textAlign = 'center';
      pen.fillText(String(n), w / 2, h * 0.7);
      // What nothing makes small.
      if (noise) {
        const all = pen.getImageData(0, 0, w, h);
        for (let at = 0; at < all.data.length; at += 1) if (at % 4 < 3) all.data[at] = Math.random() * 256;
        pen.putImageData(all, 0, 0);
      }
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, type, 0.92));
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let text = '';
      for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
      return btoa(text);
    },
    [n, w, h, type, hole, noise],
  );
  const bytes = Buffer.from(base64, 'base64');
  // Behind the first marker, where cameras have it.
  const buffer = type === 'image/jpeg' ? Buffer.concat([bytes.subarray(0, 2), exif(turn), bytes.subarray(2)]) : bytes;
  return { name: `IMG_${n}.${type === 'image/png' ? 'png' : 'jpg'}`, mimeType: type, buffer };
}

export const photos = (page, count, how) =>
  Promise.all(Array.from({ length: count }, (_, at) => photo(page, at + 1, how)));

const file = (name, mimeType, buffer) => ({ name, mimeType, buffer });
const corpus = (name) => readFileSync(join(ROOT, 'picture/tests/corpus', name));

export const moving = () => file('moving.gif', 'image/gif', corpus('moving.gif'));
export const svg = () =>
  file('drawing.svg', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'));
export const heic = () => file('IMG_1.heic', 'image/heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'));

/** Whether the bytes hold the text. */
export const holds = (bytes, text) => Buffer.from(bytes).includes(Buffer.from(text, 'latin1'));
