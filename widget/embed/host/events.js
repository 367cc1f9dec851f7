// What the page has asked to hear.
//
// Invariant: an ear of the page that throws spoils nothing: its fault is the page's, reported as such, and the next is heard.

let ears = [];

const call = (ear, detail) => {
  try {
    ear(detail);
  } catch (fault) {
    reportError(fault);
  }
};

/** `only`: of one room. Whoever comes after a room is ready is told so as well. */
export const on = (name, ear, only, widgets) => {
  if (typeof ear != 'function') return console.warn(`maru: on(${name}) needs a function`);
  ears.push({ name, ear, only });
  if (name != 'ready') return;
  for (const { ready, room } of widgets) if (ready && (only === undefined || only == room)) call(ear, { room });
};

/** One ear, all of a name, or all. */
export const off = (name, ear) => {
  ears = ears.filter((each) => (name && each.name != name) || (ear && each.ear != ear));
};

export const tell = ({ room }, name, detail) => {
  for (const each of ears) if (each.name == name && (each.only === undefined || each.only == room)) call(each.ear, { room, ...detail });
};
