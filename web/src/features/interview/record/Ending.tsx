import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/ui/Button";
import { Checkbox } from "@/ui/Checkbox";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";

import { Section } from "./Section";

/** Withdrawing the consent: the recordings go, what was written stays. */
export function Withdraw({ onWithdraw }: { onWithdraw: () => Promise<void> }) {
  const { t } = useTranslation("interview");
  const { asking, ask, close, confirm, busy, error } = useConfirmation(onWithdraw);
  return (
    <Section title={t("record.withdraw.title")}>
      <p className="measure text-ink-soft">{t("record.withdraw.lead")}</p>
      <div>
        <Button size="lg" onClick={ask}>
          {t("record.withdraw.action")}
        </Button>
      </div>
      <ConfirmDialog
        danger
        open={asking}
        onClose={close}
        onConfirm={confirm}
        title={t("privacy.confirmTitle")}
        action={t("privacy.confirm")}
        busy={busy}
        error={error}
      >
        <p>{t("privacy.confirmText")}</p>
        <p>{t("privacy.confirmStays")}</p>
      </ConfirmDialog>
    </Section>
  );
}

/** Deleting the whole interview, after reading what goes, what ends and what must stay. */
export function DeleteEverything({ onDelete }: { onDelete: () => Promise<void> }) {
  const { t } = useTranslation("interview");
  const errorId = useId();
  const { asking, ask, close, confirm, busy, error } = useConfirmation(onDelete);
  const [understood, setUnderstood] = useState(false);
  const [missing, setMissing] = useState(false);
  const open = (): void => {
    setUnderstood(false);
    setMissing(false);
    ask();
  };
  return (
    <Section title={t("record.remove.title")}>
      <p className="measure text-ink-soft">{t("record.remove.lead")}</p>
      <div>
        <Button size="lg" className="text-danger" onClick={open}>
          {t("record.remove.action")}
        </Button>
      </div>
      <ConfirmDialog
        danger
        open={asking}
        onClose={close}
        onConfirm={() => {
          if (understood) confirm();
          else setMissing(true);
        }}
        title={t("record.remove.confirmTitle")}
        action={t("record.remove.confirm")}
        busy={busy}
        error={error}
      >
        <p>{t("record.remove.goes")}</p>
        <p>{t("record.remove.ends")}</p>
        <p>{t("record.remove.stays")}</p>
        <Checkbox
          className="mt-2 text-ink"
          label={t("record.remove.understood")}
          checked={understood}
          aria-invalid={missing || undefined}
          aria-describedby={missing ? errorId : undefined}
          onChange={(event) => {
            setUnderstood(event.target.checked);
            setMissing(false);
          }}
        />
        {missing ? <FieldError id={errorId}>{t("record.remove.required")}</FieldError> : null}
      </ConfirmDialog>
    </Section>
  );
}

function useConfirmation(act: () => Promise<void>) {
  const errorText = useErrorText();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const run = async (): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      await act();
      setAsking(false);
    } catch (failure) {
      setError(errorText(failure));
    }
    setBusy(false);
  };
  return {
    asking,
    busy,
    error: error === "" ? undefined : error,
    ask: () => {
      setError("");
      setAsking(true);
    },
    close: () => setAsking(false),
    confirm: () => void run(),
  };
}
