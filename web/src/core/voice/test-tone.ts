/** Three notes of a major chord, seconds and hertz. */
const NOTES = [
  { at: 0, hertz: 523.25 },
  { at: 0.22, hertz: 659.26 },
  { at: 0.44, hertz: 783.99 },
];
const NOTE_SECONDS = 0.5;

/** Plays a short, soft chord, so that a person knows their loudspeaker works. */
export async function playTestTone(context: AudioContext = new AudioContext()): Promise<void> {
  await context.resume();
  const begin = context.currentTime + 0.05;
  for (const { at, hertz } of NOTES) {
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, begin + at);
    gain.gain.linearRampToValueAtTime(0.2, begin + at + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.001, begin + at + NOTE_SECONDS);
    const note = context.createOscillator();
    note.frequency.value = hertz;
    note.connect(gain).connect(context.destination);
    note.start(begin + at);
    note.stop(begin + at + NOTE_SECONDS);
  }
  const seconds = 0.05 + (NOTES.at(-1)?.at ?? 0) + NOTE_SECONDS;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  await context.close();
}
