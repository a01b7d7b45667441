import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { Stars } from "./Stars";

const labelOf = (stars: number) => `${stars} stars`;

it("is a group of radios: arrow keys move, and each move is told", async () => {
  const onChange = vi.fn<(value: number) => void>();
  render(<Stars legend="This answer" value={2} labelOf={labelOf} onChange={onChange} />);
  await userEvent.tab();
  expect(screen.getByRole("radio", { name: "2 stars" })).toHaveFocus();
  await userEvent.keyboard("{ArrowRight}");
  expect(onChange).toHaveBeenLastCalledWith(3);
});

it("shows what it is told, over what was pressed", () => {
  const { rerender } = render(<Stars legend="This answer" value={null} labelOf={labelOf} onChange={() => undefined} />);
  for (const radio of screen.getAllByRole("radio")) expect(radio).not.toBeChecked();
  rerender(<Stars legend="This answer" value={5} labelOf={labelOf} onChange={() => undefined} />);
  expect(screen.getByRole("radio", { name: "5 stars" })).toBeChecked();
  rerender(<Stars legend="This answer" value={null} labelOf={labelOf} onChange={() => undefined} />);
  expect(screen.getByRole("radio", { name: "5 stars" })).not.toBeChecked();
});
