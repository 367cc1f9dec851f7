// A file that somebody chose, made ready to be sent: small enough, and without anything but its pixels.
//
// Invariant: what leaves the device has been drawn anew, so nothing that a camera wrote beside the pixels is in it. What moves
// cannot be drawn anew here and leaves as it is; the relay takes its notes away. Memory is given back before the next one.

const LONGEST = 2048;
const THUMB = 480;
const BYTES = 10 * 1024 * 1024;
const THUMB_BYTES = 256 * 1024;

/** Why one cannot be sent: a word of the table. */
export class Unfit extends Error {}

const ascii = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to));

/** Whether it moves, by its first bytes. */
const moves = async (file) => {
  const bytes = new Uint8Array(await file.slice(0, 65536).arrayBuffer());
  const name = ascii(bytes, 0, 4);
  if (name === "GIF8") return true;
  if (name === "RIFF") return ascii(bytes, 12, 16) === "VP8X" && (bytes[20] & 2) > 0;
  if (name !== "\x89PNG") return false;
  const all = new DataView(bytes.buffer);
  for (let at = 8; at + 8 < bytes.length; at += 12 + all.getUint32(at)) {
    const chunk = ascii(bytes, at + 4, at + 8);
    if (chunk === "acTL") return true;
    if (chunk === "IDAT") return false;
  }
  return false;
};

const canvas = (w, h) => {
  const made = new OffscreenCanvas(Math.max(1, Math.round(w)), Math.max(1, Math.round(h)));
  const pen = made.getContext("2d", { willReadFrequently: made.width < 3 });
  pen.imageSmoothingQuality = "high";
  return [made, pen];
};

/** Halved until it is near, so that every pixel has its share. */
const scaled = (source, longest) => {
  let { width: w, height: h } = source;
  const by = Math.min(1, longest / Math.max(w, h));
  const [endW, endH] = [w * by, h * by];
  let now = source;
  while (w / 2 > endW && w > 2 && h > 2) {
    const [half, pen] = canvas((w /= 2), (h /= 2));
    pen.drawImage(now, 0, 0, half.width, half.height);
    now = half;
  }
  const [end, pen] = canvas(endW, endH);
  pen.drawImage(now, 0, 0, end.width, end.height);
  return end;
};

const isSeeThrough = (drawn) => {
  const { data } = drawn.getContext("2d").getImageData(0, 0, drawn.width, drawn.height);
  for (let at = 3; at < data.length; at += 4) if (data[at] < 255) return true;
  return false;
};

/** As the browser can: some write no WebP and give a PNG instead. */
const written = async (drawn, type, quality) => {
  const blob = await drawn.convertToBlob({ type, quality });
  if (blob.type === type) return blob;
  if (type !== "image/webp") return null;
  // A JPEG has no holes: what is behind them is paper.
  const [flat, pen] = canvas(drawn.width, drawn.height);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, flat.width, flat.height);
  pen.drawImage(drawn, 0, 0);
  return flat.convertToBlob({ type: "image/jpeg", quality });
};

const tint = (drawn) => {
  const dot = scaled(drawn, 1);
  const [r, g, b] = dot.getContext("2d").getImageData(0, 0, 1, 1).data;
  return "#" + [r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("");
};

/** `{blob, thumb, w, h, tint}` of a file, or `Unfit`. */
export const prepare = async (file) => {
  const isMoving = await moves(file);
  if (isMoving && file.size > BYTES) throw new Unfit("too_big");
  let bitmap;
  try {
    // A drawing in words may fetch, and has no size of its own.
    if (/svg/.test(file.type)) throw 0;
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new Unfit(/hei[cf]/i.test(file.type + file.name) ? "heic" : "odd");
  }
  try {
    const drawn = scaled(bitmap, LONGEST);
    const small = scaled(drawn, THUMB);
    let thumb;
    for (let quality = 0.8; !thumb || (thumb.size > THUMB_BYTES && quality > 0); quality -= 0.2)
      thumb = await written(small, "image/webp", quality);
    const size = isMoving ? bitmap : drawn;
    const about = { w: size.width, h: size.height, tint: tint(small), thumb };
    if (isMoving) return { ...about, blob: file };
    const asPng = file.type === "image/png" && isSeeThrough(drawn);
    let blob = asPng ? await written(drawn, "image/png") : null;
    if (!blob || blob.size > BYTES) blob = await written(drawn, "image/webp", 0.85);
    return { ...about, blob };
  } finally {
    bitmap.close();
  }
};
