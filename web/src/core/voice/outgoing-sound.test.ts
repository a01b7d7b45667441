import fc from "fast-check";
import { expect, it } from "vitest";

import { OutgoingSound } from "./outgoing-sound";

const chunk = (name: number): Uint8Array<ArrayBuffer> => new Uint8Array([name]);

function sendAll(sound: OutgoingSound, heartbeat: number): number[] {
  const sent: number[] = [];
  for (let bytes = sound.next(heartbeat); bytes; bytes = sound.next(heartbeat)) sent.push(bytes[0] ?? NaN);
  return sent;
}

it("sends in order, once, and forgets what surely arrived", () => {
  const sound = new OutgoingSound(10);
  sound.add(chunk(1));
  sound.add(chunk(2));
  expect(sendAll(sound, 1)).toEqual([1, 2]);
  expect(sendAll(sound, 1)).toEqual([]);
  sound.add(chunk(3));
  expect(sendAll(sound, 2)).toEqual([3]);
  sound.arrived(1);
  sound.lost();
  expect(sendAll(sound, 3)).toEqual([3]);
});

it("keeps the first words of a long silence of the network, and says that more were dropped", () => {
  const sound = new OutgoingSound(2);
  for (const name of [1, 2]) sound.add(chunk(name));
  expect(sound.overflowed).toBe(false);
  sound.add(chunk(3));
  expect(sound.overflowed).toBe(true);
  expect(sound.waiting).toBe(2);
  expect(sendAll(sound, 1)).toEqual([1, 2]);
  sound.arrived(1);
  expect(sound.overflowed).toBe(false);
});

it("loses nothing and keeps the order, whatever is lost and confirmed in between", () => {
  const step = fc.constantFrom("add", "send", "confirm", "lose");
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const sound = new OutgoingSound(1000);
      let said = 0;
      let heartbeat = 0;
      // What the server has: of each connection a run, confirmed runs for good.
      let arrivedTo = 0;
      let connection: number[] = [];
      for (const what of steps) {
        if (what === "add") sound.add(chunk((said += 1)));
        else if (what === "send") connection.push(...sendAll(sound, heartbeat + 1));
        else if (what === "confirm") {
          heartbeat += 1;
          sound.arrived(heartbeat);
          arrivedTo = connection.at(-1) ?? arrivedTo;
        } else {
          sound.lost();
          connection = [];
        }
        for (const [index, name] of connection.entries()) expect(name).toBe((connection[0] ?? 0) + index);
      }
      sound.lost();
      const rest = sendAll(sound, heartbeat + 1);
      expect(rest).toEqual(Array.from({ length: said - arrivedTo }, (_, index) => arrivedTo + 1 + index));
    }),
  );
});
