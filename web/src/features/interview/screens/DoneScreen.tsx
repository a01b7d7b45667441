import { CircleCheck } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "@/ui/ButtonLink";
import { StepHeading } from "@/ui/StepHeading";

import { Frame } from "../parts/Frame";
import { isLive } from "../progress";
import { useInterview, useSession } from "../session-context";
import { firstName } from "./WelcomeScreen";

export function DoneScreen() {
  const { t } = useTranslation("interview");
  const { t: tApp } = useTranslation("app");
  const { input } = useSession();
  const interview = useInterview();
  const { companyName: company, candidateEmail: email } = interview;
  useEffect(() => input.close(), [input]); // The camera's light goes out.
  return (
    <Frame company={company}>
      <CircleCheck aria-hidden size={48} strokeWidth={1.25} className="text-accent" />
      <StepHeading title={t("done.title", { name: firstName(interview.candidateName) })} />
      <p className="measure text-lg text-ink-soft">{t("done.lead", { role: interview.template.title })}</p>
      <section className="measure flex flex-col gap-1 border-t pt-6">
        <h2 className="font-medium">{t("done.next")}</h2>
        <p className="text-ink-soft">
          {isLive(interview)
            ? t("live.next", { email })
            : company
              ? t("done.nextText", { company, email })
              : t("done.nextNoCompany", { email })}
        </p>
      </section>
      <section className="measure flex flex-col gap-1 border-t pt-6">
        <h2 className="font-medium">{tApp("ownData")}</h2>
        <p className="text-ink-soft">{t("done.record")}</p>
        <div className="pt-2">
          <ButtonLink to={`/i/${interview.id}/record`}>{t("done.recordAction")}</ButtonLink>
        </div>
      </section>
      <p className="text-ink-soft">{t("done.close")}</p>
    </Frame>
  );
}
