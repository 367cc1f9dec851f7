// How much of a text still fits: units, where it does; where it does not, how many characters have to go from its end, as
// people count them (a family of emoji is one), and less than nothing. Asked only where a text is near its limit.

export const left = (text, most) => {
  const whole = text.normalize();
  let end = 0;
  let over = 0;
  if (whole.length <= most) return most - whole.length;
  // Where the browser cannot tell characters, code points are the nearest to them.
  for (const part of globalThis.Intl?.Segmenter ? new Intl.Segmenter().segment(whole) : whole) {
    end += (part.segment ?? part).length;
    if (end > most) over--;
  }
  return over;
};
