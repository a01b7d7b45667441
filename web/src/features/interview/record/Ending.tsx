import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/ui/Button";
import { Checkbox } from "@/ui/Checkbox";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";

import type { Asking } from "./record-session";
import { Section } from "./Section";

/** Withdrawing the consent: the recordings go, what was written stays. */
export function Withdraw({ onWithdraw }: { onWithdraw: (asking: Asking) => Promise<void> }) {
  const { t } = useTranslation("record");
  const { asking, ask, close, confirm, busy, waiting, error } = useConfirmation(onWithdraw);
  return (
    <Section title={t("withdraw.title")}>
      <p className="measure text-ink-soft">{t("withdraw.lead")}</p>
      <div>
        <Button size="lg" onClick={ask}>
          {t("withdraw.action")}
        </Button>
      </div>
      <ConfirmDialog
        danger
        open={asking}
        onClose={close}
        onConfirm={confirm}
        title={t("withdraw.confirmTitle")}
        action={t("withdraw.confirm")}
        busy={busy}
        error={error}
      >
        <p>{t("withdraw.goes")}</p>
        <p>{t("withdraw.stays")}</p>
        <Waiting>{waiting ? t("withdraw.waiting") : null}</Waiting>
      </ConfirmDialog>
    </Section>
  );
}

/** Deleting the whole interview, after reading what goes, what ends and what must stay. */
export function DeleteEverything({ onDelete }: { onDelete: (asking: Asking) => Promise<void> }) {
  const { t } = useTranslation("record");
  const errorId = useId();
  const { asking, ask, close, confirm, busy, waiting, error } = useConfirmation(onDelete);
  const [understood, setUnderstood] = useState(false);
  const [missing, setMissing] = useState(false);
  const open = (): void => {
    setUnderstood(false);
    setMissing(false);
    ask();
  };
  return (
    <Section title={t("remove.title")}>
      <p className="measure text-ink-soft">{t("remove.lead")}</p>
      <div>
        <Button size="lg" onClick={open}>
          {t("remove.action")}
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
        title={t("remove.confirmTitle")}
        action={t("remove.confirm")}
        busy={busy}
        error={error}
      >
        <p>{t("remove.goes")}</p>
        <p>{t("remove.ends")}</p>
        <p>{t("remove.stays")}</p>
        <Checkbox
          className="mt-2 text-ink"
          label={t("remove.understood")}
          checked={understood}
          aria-invalid={missing || undefined}
          aria-describedby={missing ? errorId : undefined}
          onChange={(event) => {
            setUnderstood(event.target.checked);
            setMissing(false);
          }}
        />
        {missing ? <FieldError id={errorId}>{t("remove.required")}</FieldError> : null}
        <Waiting>{waiting ? t("remove.waiting") : null}</Waiting>
      </ConfirmDialog>
    </Section>
  );
}

function Waiting({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="text-ink empty:hidden">
      {children}
    </p>
  );
}

/** Asks first; closed again, it is not tried any further. */
function useConfirmation(act: (asking: Asking) => Promise<void>) {
  const errorText = useErrorText();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [error, setError] = useState("");
  const trying = useRef<AbortController>(null);
  useEffect(() => () => trying.current?.abort(), []);
  const run = async (): Promise<void> => {
    const mine = (trying.current = new AbortController());
    setBusy(true);
    setError("");
    try {
      await act({ signal: mine.signal, onWaiting: setWaiting });
      setAsking(false);
    } catch (failure) {
      if (!mine.signal.aborted) setError(errorText(failure));
    }
    setWaiting(false);
    setBusy(false);
  };
  return {
    asking,
    busy,
    waiting,
    error: error === "" ? undefined : error,
    ask: () => {
      setError("");
      setAsking(true);
    },
    close: () => {
      trying.current?.abort();
      setAsking(false);
    },
    confirm: () => void run(),
  };
}
