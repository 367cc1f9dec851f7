// A text into the field, where the caret is or was, as if it had been typed: the app hears of it as of any other.

export const insert = (text) => {
  const area = document.getElementById("maru-draft");
  if (!area) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
};
