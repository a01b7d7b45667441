import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { isApiError } from "@/core/api";
import { formatDateTime } from "@/core/time";
import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { Checkbox } from "@/ui/Checkbox";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";
import { StepHeading } from "@/ui/StepHeading";

import { Frame } from "../parts/Frame";
import { WaitingNote } from "../parts/WaitingNote";
import { type Interview, writtenLeft } from "../progress";
import { useInterview, useSession } from "../session-context";
import { useLocale } from "../use-locale";

export function ConsentScreen({
  onGiven,
  onWritten,
  onBack,
}: {
  onGiven: (interview: Interview) => void;
  /** Go on with what needs no recording. */
  onWritten: () => void;
  onBack: (() => void) | null;
}) {
  const { t } = useTranslation("interview");
  const locale = useLocale();
  const session = useSession();
  const interview = useInterview();
  const errorText = useErrorText();
  const errorId = useId();
  const [agreed, setAgreed] = useState(false);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const { consent, expiresAt, language } = interview;
  const written = writtenLeft(interview).length;

  const give = async (): Promise<void> => {
    if (!agreed) {
      setError(t("consent.required"));
      return;
    }
    setBusy(true);
    setError("");
    try {
      await session.giveConsent(setWaiting);
      onGiven(session.interview);
    } catch (failure) {
      if (isApiError(failure, "consent_version_outdated")) {
        setAgreed(false);
        setError(t("consent.outdated"));
        await session.refresh();
      } else setError(errorText(failure));
      setBusy(false);
    }
  };

  return (
    <Frame company={interview.companyName}>
      <StepHeading title={t("consent.title")} />
      <section lang={language} className="flex flex-col gap-3 rounded-lg border bg-surface p-4 sm:p-6">
        {consent.text.map((paragraph) => (
          <p key={paragraph} className="measure">
            {paragraph}
          </p>
        ))}
      </section>
      <p className="-mt-4 text-sm text-ink-soft">{t("consent.version", { version: consent.version })}</p>
      <div className="flex flex-col gap-2">
        <Checkbox
          label={t("consent.agree")}
          checked={agreed}
          aria-invalid={error !== "" || undefined}
          aria-describedby={error === "" ? undefined : errorId}
          onChange={(event) => {
            setAgreed(event.target.checked);
            setError("");
          }}
        />
        {error === "" ? null : <FieldError id={errorId}>{error}</FieldError>}
      </div>
      {waiting ? <WaitingNote /> : null}
      <Actions>
        <Button variant="primary" size="lg" busy={busy} onClick={() => void give()}>
          {t("consent.action")}
        </Button>
        {onBack ? (
          <Button variant="quiet" size="lg" onClick={onBack}>
            {t("back")}
          </Button>
        ) : null}
      </Actions>
      <section className="flex flex-col gap-1 border-t pt-6 text-ink-soft">
        <h2 className="font-medium text-ink">{t("consent.decline")}</h2>
        <p className="measure">
          {t("consent.declineText", { date: formatDateTime(expiresAt, locale) })}
        </p>
        {written === 0 ? null : (
          <>
            <p className="measure">{t("consent.written", { count: written })}</p>
            <div className="pt-2">
              <Button onClick={onWritten}>{t("stopped.goOn")}</Button>
            </div>
          </>
        )}
      </section>
    </Frame>
  );
}
