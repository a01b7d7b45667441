import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { ApiError, NetworkError } from "@/core/api";

import { Button } from "./Button";
import { ErrorState } from "./ErrorState";
import { Field } from "./Field";
import { Input } from "./Input";
import { ProgressDots } from "./Progress";

it("ties a field's label, hint and error to its control", () => {
  render(
    <Field label="E-mail" hint="We write to it." error="Enter an address.">
      {(control) => <Input {...control} />}
    </Field>,
  );
  const input = screen.getByLabelText("E-mail");
  expect(input).toBeInvalid();
  expect(input).toHaveAccessibleDescription("We write to it. Enter an address.");
});

it("does nothing while a button is busy, and stays in the tab order", async () => {
  const onClick = vi.fn();
  const onSubmit = vi.fn((event: React.SyntheticEvent) => event.preventDefault());
  render(
    <form onSubmit={onSubmit}>
      <Button type="submit" busy onClick={onClick}>
        Save
      </Button>
    </form>,
  );
  await userEvent.tab();
  expect(screen.getByRole("button")).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  expect(onClick).not.toHaveBeenCalled();
  expect(onSubmit).not.toHaveBeenCalled();
});

it("says the server's own sentence, or ours when there is none", () => {
  const { rerender } = render(<ErrorState error={new ApiError({ status: 409, code: "template_in_use", details: "Archive it instead." })} />);
  expect(screen.getByText("Archive it instead.")).toBeVisible();
  rerender(<ErrorState error={new NetworkError("timeout")} />);
  expect(screen.getByText(/took too long/)).toBeVisible();
  rerender(<ErrorState error={new TypeError("x is undefined")} />);
  expect(screen.queryByText(/undefined/)).toBeNull();
});

it("says progress in words, with dots or with a bar", () => {
  const { rerender } = render(<ProgressDots done={2} total={5} />);
  expect(screen.getByRole("img", { name: "2 of 5" })).toBeVisible();
  rerender(<ProgressDots done={6} total={24} />);
  expect(screen.getByRole("progressbar", { name: "6 of 24" })).toHaveAttribute("aria-valuenow", "25");
});
