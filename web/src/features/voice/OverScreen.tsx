import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";

import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { StepHeading } from "@/ui/StepHeading";

import { TalkFrame } from "./parts/TalkFrame";

/** The talk doesn't go on here, though it isn't over. */
export function OverScreen({ company, how, onAgain }: { company: string | null; how: "elsewhere" | "failed" | "refused"; onAgain: () => void }) {
  const { t } = useTranslation("voice");
  const { pathname } = useLocation();
  return (
    <TalkFrame name={company}>
      <StepHeading title={t(`over.${how}.title`)} />
      <p className="measure text-ink-soft">{t(`over.${how}.text`)}</p>
      <Actions>
        {how === "refused" ? (
          <ButtonLink variant="primary" size="lg" to={`/signin?next=${encodeURIComponent(pathname)}`}>
            {t("over.refused.action")}
          </ButtonLink>
        ) : (
          <Button variant="primary" size="lg" onClick={onAgain}>
            {t(`over.${how}.action`)}
          </Button>
        )}
      </Actions>
    </TalkFrame>
  );
}
