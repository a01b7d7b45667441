import { useTranslation } from "react-i18next";

import { ButtonLink } from "@/ui/ButtonLink";
import { StepHeading } from "@/ui/StepHeading";

import { Frame } from "../parts/Frame";
import { useInterview } from "../session-context";

/** The conversation can't go on, for a reason that isn't the candidate's. */
export function BrokeOffScreen() {
  const { t } = useTranslation("live");
  const { t: tInterview } = useTranslation("interview");
  const { t: tApp } = useTranslation("app");
  const { id, companyName, followedBy } = useInterview();
  return (
    <Frame company={companyName}>
      <StepHeading title={t("brokeOff.title")} />
      <p className="measure text-lg text-ink-soft">{t("brokeOff.text")}</p>
      <p className="measure text-lg">{t(followedBy === null ? "brokeOff.next" : "brokeOff.again")}</p>
      <section className="measure flex flex-col gap-1 border-t pt-6">
        <h2 className="font-medium">{tApp("ownData")}</h2>
        <p className="text-ink-soft">{tInterview("done.record")}</p>
        <div className="pt-2">
          <ButtonLink to={`/i/${id}/record`}>{tInterview("done.recordAction")}</ButtonLink>
        </div>
      </section>
    </Frame>
  );
}
