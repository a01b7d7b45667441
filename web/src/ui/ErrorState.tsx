import { CloudAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ApiError } from "@/core/api";

import { Button } from "./Button";
import { useErrorText } from "./error-text";

interface ErrorStateProps {
  error: unknown;
  title?: string;
  onRetry?: () => void;
  busy?: boolean;
  action?: ReactNode;
}

/** Where something should be and isn't: says what to do, and lets try again. */
export function ErrorState({ error, title, onRetry, busy, action }: ErrorStateProps) {
  const { t } = useTranslation("ui");
  const text = useErrorText();
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-16 text-center">
      <span aria-hidden className="mb-2 grid size-14 place-items-center rounded-full bg-sunken text-ink-soft">
        <CloudAlert size={24} strokeWidth={1.5} />
      </span>
      <h2 className="text-xl font-semibold">{title ?? t("errorTitle")}</h2>
      <p className="text-ink-soft">{text(error)}</p>
      {requestId ? <p className="text-sm text-ink-soft">{t("errors.reference", { id: requestId })}</p> : null}
      <div className="mt-3 flex flex-wrap justify-center gap-3">
        {onRetry ? (
          <Button variant="primary" busy={busy ?? false} onClick={onRetry}>
            {t("retry")}
          </Button>
        ) : null}
        {action}
      </div>
    </div>
  );
}
