// The chime: a wooden bar struck softly, twice when somebody is called by name. Nothing is fetched for it.
//
// Invariant: it is heard only after the person has touched the page, as browsers want it, and never throws where there is no sound.

let context;
const wake = () => {
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") context.resume().catch(() => {});
  } catch {}
};
for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, wake, { capture: true, passive: true });

const bar = (hertz, at) => {
  const [tone, loud] = [context.createOscillator(), context.createGain()];
  tone.type = "sine";
  tone.frequency.value = hertz;
  loud.gain.setValueAtTime(0, at);
  loud.gain.linearRampToValueAtTime(0.16, at + 0.006);
  loud.gain.exponentialRampToValueAtTime(0.0004, at + 0.45);
  tone.connect(loud).connect(context.destination);
  tone.start(at);
  tone.stop(at + 0.5);
};

// `true`: the person was called by name.
export default async (spec) => {
  // Nobody has touched the page: browsers forbid it, and say so on the console.
  if (!spec || navigator.userActivation?.hasBeenActive === false) return;
  wake();
  try {
    await context.resume();
    const now = context.currentTime;
    bar(659.3, now);
    bar(spec.called ? 880 : 987.8, now + 0.11);
    if (spec.called) bar(1174.7, now + 0.24);
  } catch {}
};
