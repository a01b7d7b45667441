import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";
import { StepHeading } from "@/ui/StepHeading";

import { Frame } from "../parts/Frame";
import { WaitingNote } from "../parts/WaitingNote";
import { inMinutes, type Interview, needsCamera, totalMinutes } from "../progress";
import { useInterview, useSession } from "../session-context";
import { useLocale } from "../use-locale";

export function BeginScreen({ onBegun }: { onBegun: (interview: Interview) => void }) {
  const { t } = useTranslation("interview");
  const session = useSession();
  const interview = useInterview();
  const locale = useLocale();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [error, setError] = useState("");
  const minutes = totalMinutes(interview);

  const begin = async (): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      await session.begin(setWaiting);
      onBegun(session.interview);
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
      await session.refresh().catch(() => undefined);
    }
  };

  return (
    <Frame company={interview.companyName}>
      <StepHeading title={t("begin.title")} />
      <div className="measure flex flex-col gap-2 text-lg text-ink-soft">
        <p>
          {t("begin.text", { count: interview.questions.length })}{" "}
          {minutes === null ? t("begin.noLimit") : t("begin.limit", { minutes: inMinutes(minutes, locale) })}
        </p>
        {needsCamera(interview) ? <p>{t("begin.quiet")}</p> : null}
      </div>
      {waiting ? <WaitingNote /> : null}
      {error === "" ? null : <FieldError>{error}</FieldError>}
      <Actions>
        <Button variant="primary" size="lg" busy={busy} onClick={() => void begin()}>
          {t("begin.action")}
        </Button>
      </Actions>
    </Frame>
  );
}
