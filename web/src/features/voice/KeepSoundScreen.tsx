import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { type InterviewSession, isApiError } from "@/core/api";
import { practiceApi } from "@/core/api/practice";
import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";
import { RadioGroup } from "@/ui/RadioGroup";
import { useClient } from "@/ui/session";
import { StepHeading } from "@/ui/StepHeading";

import { TalkFrame } from "./parts/TalkFrame";

/** Keep the sound or not: both lead to the talk. Nothing is chosen beforehand but not keeping it. */
export function KeepSoundScreen({
  id,
  consent,
  language,
  onDone,
}: {
  id: string;
  consent: NonNullable<InterviewSession["consent"]>;
  language: string;
  onDone: () => void;
}) {
  const { t } = useTranslation("voice");
  const client = useClient();
  const api = useMemo(() => practiceApi(client), [client]);
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [keep, setKeep] = useState<"yes" | "no">("no");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const go = async (): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      if (keep === "yes") await api.keepSound(id, consent.version);
      onDone();
    } catch (failure) {
      if (isApiError(failure, "consent_version_outdated")) {
        await queries.invalidateQueries({ queryKey: ["interview", id] });
        setError(t("keep.outdated"));
      } else setError(errorText(failure));
      setBusy(false);
    }
  };
  return (
    <TalkFrame name={null}>
      <StepHeading title={t("keep.title")} />
      <p className="measure text-ink-soft">{t("keep.lead")}</p>
      <section lang={language} className="flex flex-col gap-3 rounded-lg border bg-surface p-4 sm:p-6">
        {consent.text.map((paragraph) => (
          <p key={paragraph} className="measure">
            {paragraph}
          </p>
        ))}
      </section>
      <p className="-mt-4 text-sm text-ink-soft">{t("keep.version", { version: consent.version })}</p>
      <RadioGroup
        hideLegend
        legend={t("keep.title")}
        value={keep}
        onChange={setKeep}
        options={[
          { value: "no", label: t("keep.no"), hint: t("keep.noHint") },
          { value: "yes", label: t("keep.yes"), hint: t("keep.yesHint") },
        ]}
      />
      {error === "" ? null : <FieldError>{error}</FieldError>}
      <Actions>
        <Button variant="primary" size="lg" busy={busy} onClick={() => void go()}>
          {t("keep.action")}
        </Button>
      </Actions>
    </TalkFrame>
  );
}
