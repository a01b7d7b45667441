import { useState } from "react";
import { useTranslation } from "react-i18next";

import { isApiError } from "@/core/api";
import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";
import { RadioGroup } from "@/ui/RadioGroup";
import { StepHeading } from "@/ui/StepHeading";

import { Frame } from "../parts/Frame";
import { WaitingNote } from "../parts/WaitingNote";
import { useInterview, useSession } from "../session-context";

/** The talk takes place either way: one chooses whether its sound is recorded. */
export function LiveConsentScreen({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
  const { t } = useTranslation("interview");
  const { t: tLive } = useTranslation("live");
  const session = useSession();
  const { consent, language, companyName } = useInterview();
  const errorText = useErrorText();
  const [choice, setChoice] = useState<"yes" | "no" | null>(consent.givenAt === null ? null : "yes");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const [waiting, setWaiting] = useState(false);

  const go = async (): Promise<void> => {
    if (choice === null) {
      setError(tLive("consent.required"));
      return;
    }
    setBusy(true);
    setError("");
    try {
      if (choice === "yes" && consent.givenAt === null) await session.giveConsent(setWaiting);
      onDone();
    } catch (failure) {
      if (isApiError(failure, "consent_version_outdated")) {
        setChoice(null);
        setError(t("consent.outdated"));
        await session.refresh();
      } else setError(errorText(failure));
      setBusy(false);
    }
  };

  return (
    <Frame company={companyName}>
      <StepHeading title={tLive("consent.title")} />
      <section lang={language} className="flex flex-col gap-3 rounded-lg border bg-surface p-4 sm:p-6">
        {consent.text.map((paragraph) => (
          <p key={paragraph} className="measure">
            {paragraph}
          </p>
        ))}
      </section>
      <p className="-mt-4 text-sm text-ink-soft">{t("consent.version", { version: consent.version })}</p>
      <RadioGroup
        legend={tLive("consent.choice")}
        value={choice}
        onChange={(value) => {
          setChoice(value);
          setError("");
        }}
        options={[
          { value: "yes", label: tLive("consent.yes") },
          { value: "no", label: tLive("consent.no"), hint: tLive("consent.noHint") },
        ]}
      />
      {error === "" ? null : <FieldError>{error}</FieldError>}
      {waiting ? <WaitingNote /> : null}
      <Actions>
        <Button variant="primary" size="lg" busy={busy} onClick={() => void go()}>
          {t("welcome.action")}
        </Button>
        <Button variant="quiet" size="lg" onClick={onBack}>
          {t("back")}
        </Button>
      </Actions>
    </Frame>
  );
}
