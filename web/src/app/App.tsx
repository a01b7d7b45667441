// Not the data router: it would add 15 KB to what a candidate loads before the first paint.
import { BrowserRouter } from "react-router";

import { ToastProvider } from "@/ui/Toast";

import { ErrorBoundary } from "./ErrorBoundary";
import { AppRoutes } from "./routes";

export function App() {
  return (
    <ErrorBoundary>
      <ToastProvider>
        <BrowserRouter>
          <AppRoutes />
        </BrowserRouter>
      </ToastProvider>
    </ErrorBoundary>
  );
}
