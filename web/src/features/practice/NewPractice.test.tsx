import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import i18next from "i18next";
import { MemoryRouter } from "react-router";
import { beforeAll, expect, it, vi } from "vitest";

import type { AccountSession, InterviewSession } from "@/core/api";
import { SessionContext } from "@/ui/session";

import { NewPractice } from "./NewPractice";

beforeAll(() => i18next.loadNamespaces(["practice", "ui"]));

const plan = (id: string) => ({ id, title: "Backend engineer", language: "en", total_questions: 3, minutes: 8 });

function show(model: Partial<InterviewSession>) {
  const get = vi.fn(() => Promise.resolve({ items: [plan("t1"), plan("t2")], page: 1, pageSize: 50, total: 2 }));
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SessionContext value={{ client: { get } } as unknown as AccountSession}>
        <MemoryRouter>
          <NewPractice model={{ title: "Backend engineer", job_description: "", language: "en", total_questions: 3, template_id: null, ...model } as InterviewSession} />
        </MemoryRouter>
      </SessionContext>
    </QueryClientProvider>,
  );
}

it("practises again with the same questions, also where another set has their title", async () => {
  show({ template_id: "t2" });
  const sets = await screen.findAllByRole("radio", { name: /Backend engineer/ });
  expect(sets.map((each) => (each as HTMLInputElement).checked)).toEqual([false, true]);
});

it("says so when those questions aren't offered any more", async () => {
  show({ template_id: "gone" });
  expect(await screen.findByText(/aren't offered any more/)).toBeVisible();
  for (const each of screen.getAllByRole("radio", { name: /Backend engineer/ })) expect(each).not.toBeChecked();
});

it("practises again with the same job description", async () => {
  show({ job_description: "Payments team" });
  expect(await screen.findByRole("textbox")).toHaveValue("Payments team");
});
