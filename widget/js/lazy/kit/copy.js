// Into the clipboard. A frame may be denied it by the page around; the old way is then still open, for texts.
//
// Invariant: nothing here throws; what is told is whether it is there.

export const copyText = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return old(text);
  }
};

const old = (text) => {
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.className = "vh";
  document.body.append(area);
  area.select();
  let well = false;
  try {
    well = document.execCommand("copy");
  } catch {}
  area.remove();
  before?.focus({ preventScroll: true });
  return well;
};

// Clipboards take PNG alone.
export const copyImage = async (path) => {
  try {
    const png = async () => {
      const bitmap = await createImageBitmap(await (await fetch(path)).blob());
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
      canvas.getContext("2d").drawImage(bitmap, 0, 0);
      return new Promise((go, fail) => canvas.toBlob((blob) => (blob ? go(blob) : fail()), "image/png"));
    };
    // Promised, not waited for: Safari lets a press copy only at once.
    await navigator.clipboard.write([new ClipboardItem({ "image/png": png() })]);
    return true;
  } catch {
    return false;
  }
};
