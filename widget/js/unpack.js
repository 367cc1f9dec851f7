// A module as it travels, put together: xtask/src/build/pack.rs has taken it apart, and says into what and why.
//
// Invariant: what comes out is, byte for byte, the module that the build made. Every number here is one of pack.rs.
const table = (...ranges) => {
  const all = new Uint8Array(256);
  for (const [what, from, to = from] of ranges) all.fill(what, from, to + 1);
  return all;
};

// The stream in which a step's number is, where it has one; what is more than a number has no stream.
const MORE = 255;
const NUMBER = table(
  [3, 2, 4], [4, 12, 13], [20, 32], [7, 33, 34], [8, 35, 36], [6, 37, 38], [9, 40, 53], [10, 54, 62], [11, 63, 64], [12, 66], [11, 208],
  [11, 210], [MORE, 14], [MORE, 16, 17], [MORE, 65], [MORE, 67, 68], [MORE, 226, 252],
);
// What kind of step it is, for the one before.
const KIND = table([1, 32], [2, 65], [2, 226, 229], [2, 239], [3, 40, 53], [4, 16, 17], [5, 106], [6, 54, 62]);
// How loads and stores are aligned as a rule, and one.
const RULE = table();
RULE.set([..."34341122112233343412123"], 40);

// A frame is a stretch of the module, in streams of its own.
const unpacker = () => {
  // Who is called for the first time is next, and so is the place of a table.
  let fresh;
  let place = 0;
  // The frame, the streams in it, and what comes of it.
  let packed;
  let at;
  let out;
  let size;
  // The high part first.
  const number = (take, of) => {
    let sum = 0;
    let byte;
    do sum = sum * 128 + ((byte = take(of)) & 127);
    while (byte > 127);
    return sum;
  };
  const take = (of) => packed[at[of]++];
  const read = (of) => number(take, of);
  const copy = (of, length) => {
    while (length--) out[size++] = take(of);
  };
  // Numbers as they stand.
  const same = (of, times) => {
    while (times) if ((out[size++] = take(of)) < 128) times--;
  };
  const put = (n) => {
    for (; n > 127; n >>>= 7) out[size++] = n | 128;
    out[size++] = n;
  };
  const each = (of, what) => {
    const many = read(of);
    put(many);
    for (let nth = 0; nth < many; nth++) what();
  };
  const elements = () => {
    copy(0, read(0));
    let last = 0;
    each(0, () => {
      const far = read(18);
      put((last = far ? last + (far & 1 ? -(far >> 1) : far >> 1) : fresh++));
    });
  };
  const more = (step, kind) => {
    const constant = step === 65 ? 1 : step > 225 && step < 230 ? step - 224 : 0;
    out[size++] = constant || step === 239 ? 65 : step;
    if (constant) copy(constant < 3 ? 20 + 7 * constant + kind : 12 + constant, constant);
    else if (step === 16) {
      const which = read(2);
      put(which ? which - 1 : fresh++);
    } else if (step === 14) {
      each(14, () => same(14, 1));
      same(14, 1);
    } else if (step === 252) {
      put(take(11));
      same(11, take(11));
    } else if (step < 69 && step > 17) copy(12, step === 67 ? 4 : 8);
    else {
      if (step === 239) {
        // A constant has a sign.
        let n = place++;
        for (; n > 63; n >>= 7) out[size++] = n | 128;
        out[size++] = n;
        out[size++] = 17;
      }
      same(5, 1);
      same(6, 1);
    }
  };
  // Most of the time goes here.
  const body = () => {
    const before = size;
    size += 5;
    each(13, () => same(13, 2));
    let steps = at[1];
    for (let depth = 1; depth; ) {
      let step = packed[steps++];
      let aligned = RULE[step];
      if (step > 231 && step < 236) {
        aligned = step - 231;
        step = packed[steps++];
      }
      let of = NUMBER[step];
      if (of === MORE) more(step, KIND[packed[steps]]);
      else {
        out[size++] = step;
        if (aligned) out[size++] = aligned - 1;
        if (of) {
          if (of === 20) of += KIND[packed[steps]];
          let number = at[of];
          while ((out[size++] = packed[number++]) > 127);
          at[of] = number;
        }
        if (of === 3) depth++;
        if (step === 11) depth--;
      }
    }
    at[1] = steps;
    // The length stands first, and is known last.
    const length = size - before - 5;
    size = before;
    put(length);
    out.copyWithin(size, before + 5, before + 5 + length);
    size += length;
  };
  return (frame) => {
    packed = frame;
    let from = 0;
    const next = () => number(() => packed[from++]);
    // The last body is written five bytes further on before its length is known.
    out = new Uint8Array(next() + 5);
    size = 0;
    at = Array.from({ length: 41 }, next);
    at = at.map((length) => (from += length) - length);
    const end = at[2];
    fresh ??= read(0);
    copy(0, read(0));
    for (let tables = read(0); tables--; ) elements();
    while (at[1] < end) body();
    return out.subarray(0, size);
  };
};

export const both = (one, other) => {
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
};

// Takes what has come, piece by piece, and gives what can be made of it. Before a frame stands its length.
export const unpack = (give) => {
  const unpacked = unpacker();
  let isModule;
  let held = new Uint8Array();
  return (chunk) => {
    // A developer's build travels as it is.
    if ((isModule ??= !chunk[0])) return give(chunk);
    held = both(held, chunk);
    while (held.length > 3) {
      const end = 4 + (new DataView(held.buffer).getUint32(0) & 0xffffff);
      if (held.length < end) break;
      give(unpacked(held.subarray(4, end)));
      held = held.slice(end);
    }
  };
};

// Put together, and compiled, while it comes.
export const compiled = async (asked) => {
  const answer = await asked;
  if (!answer.ok) throw new Error(String(answer.status));
  let take;
  const transform = (chunk, out) => {
    take ??= unpack((part) => out.enqueue(part));
    take(chunk);
  };
  const module = answer.body.pipeThrough(new TransformStream({ transform }));
  return WebAssembly.compileStreaming(new Response(module, { headers: { "content-type": "application/wasm" } }));
};
