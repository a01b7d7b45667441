import { expect, it } from "vitest";

import { chosenOptions } from "./chosen-options";

const options = [
  { id: "1", text: "Alone" },
  { id: "2", text: "In a pair" },
  { id: "3", text: '["a"]' },
];
const ids = (content: string | null) => [...chosenOptions(content, options).ids];

it.each([
  ["2", ["2"]],
  ["In a pair", ["2"]],
  ['["1","In a pair"]', ["1", "2"]],
  ['["a"]', ["3"]],
  ["", []],
  [null, []],
])("%j chooses %j", (content, expected) => {
  expect(ids(content)).toEqual(expected);
});

it("keeps what matches no option, so that nothing a person chose is hidden", () => {
  expect(chosenOptions('["1","Gone"]', options).others).toEqual(["Gone"]);
  expect(chosenOptions("{broken", options).others).toEqual(["{broken"]);
});
