import { Check, CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/ui/error-text";

import type { SaveState } from "./template-saver";

/** Says what is true: "Saved" only when the server has confirmed everything. */
export function SaveStatus({ state, onSave }: { state: SaveState; onSave: () => void }) {
  const { t } = useTranslation("hiring");
  const errorText = useErrorText();
  return (
    <div role="status" className="flex min-h-10 items-center gap-2 text-sm text-ink-soft">
      {state.status === "saved" ? <SavedText lacking={state.lacking} /> : null}
      {state.status === "unsaved" || state.status === "saving" ? t("editor.saving") : null}
      {state.status === "failed" ? (
        <>
          <CircleAlert aria-hidden size={16} className="shrink-0 text-danger" />
          <span className="text-danger">{t("editor.failed", { reason: errorText(state.error) })}</span>
          <button type="button" onClick={onSave} className="shrink-0 font-medium text-ink underline underline-offset-4">
            {t("editor.saveNow")}
          </button>
        </>
      ) : null}
    </div>
  );
}

function SavedText({ lacking }: { lacking: { title: boolean; questions: number } }) {
  const { t } = useTranslation("hiring");
  if (lacking.questions > 0) return <span className="text-ink">{t("editor.incomplete", { count: lacking.questions })}</span>;
  if (lacking.title) return <span className="text-ink">{t("editor.titleMissing")}</span>;
  return (
    <>
      <Check aria-hidden size={16} className="text-accent" />
      {t("editor.saved")}
    </>
  );
}
