import "./styles.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { applyTheme, storedTheme } from "@/core/theme";

import { App } from "./App";
import { startI18n } from "./i18n";

applyTheme(storedTheme());

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

await startI18n();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
