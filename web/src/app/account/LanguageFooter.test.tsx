import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { chosenLanguage } from "@/core/language";
import { speak } from "@/ui/speak";

import { LanguageFooter } from "./LanguageFooter";

function shown(): void {
  render(
    <MemoryRouter>
      <Routes>
        <Route element={<LanguageFooter />}>
          <Route path="/" element={<p>page</p>} />
        </Route>
      </Routes>
    </MemoryRouter>,
  );
}

beforeEach(() => localStorage.clear());
afterEach(async () => {
  vi.restoreAllMocks();
  await i18next.changeLanguage("en");
});

it("changes the language of the page, says so to screen readers, and remembers it", async () => {
  shown();
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Language" }), "Deutsch");
  expect(await screen.findByRole("combobox", { name: "Sprache" })).toHaveValue("de");
  expect(document.documentElement.lang).toBe("de");
  await waitFor(() => expect(chosenLanguage()).toBe("de"));
});

it("stays with the present language when another one's texts don't load", async () => {
  vi.spyOn(i18next, "hasResourceBundle").mockReturnValue(false);
  expect(await speak("de")).toBe(false);
  expect(i18next.language).toBe("en");
  expect(document.documentElement.lang).toBe("en");
  expect(chosenLanguage()).toBeNull();
});
