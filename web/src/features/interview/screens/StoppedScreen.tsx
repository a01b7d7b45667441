import { CircleStop } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { Note } from "@/ui/Note";
import { StepHeading } from "@/ui/StepHeading";

import type { Stopped } from "../candidate-session";
import { Frame } from "../parts/Frame";
import { WaitingNote } from "../parts/WaitingNote";
import { isLive, writtenLeft } from "../progress";
import { useInterview, useSession } from "../session-context";

/** Nothing is recorded any more: what happened to it, and what is still possible. */
export function StoppedScreen({
  stopped,
  onRead,
  onWritten,
}: {
  stopped: Stopped;
  onRead: () => void;
  onWritten: () => void;
}) {
  const { t } = useTranslation("interview");
  const { t: tApp } = useTranslation("app");
  const session = useSession();
  const interview = useInterview();
  const [waiting, setWaiting] = useState(false);
  const written = interview.status === "completed" ? 0 : writtenLeft(interview).length;
  const live = isLive(interview) && interview.status !== "completed";
  const settled = stopped !== "stopping" && stopped !== "telling" && stopped !== "failed";
  return (
    <Frame company={interview.companyName}>
      <CircleStop aria-hidden size={48} strokeWidth={1.25} className="text-accent" />
      <StepHeading title={t(`stopped.${stopped}.title`)} />
      <p role="status" className="measure text-lg text-ink-soft">
        {live && settled && stopped !== "text_changed" ? t("live.stopped") : t(`stopped.${stopped}.text`)}
      </p>
      {waiting ? <WaitingNote /> : null}
      {stopped === "failed" ? (
        <Actions>
          <Button variant="primary" size="lg" onClick={() => void session.withdrawConsent(setWaiting)}>
            {t("tryAgain")}
          </Button>
        </Actions>
      ) : null}
      {settled ? (
        <>
          {written === 0 ? null : <p className="measure text-ink-soft">{t("stopped.written", { count: written })}</p>}
          <Actions>
            {written === 0 && !live ? null : (
              <Button variant="primary" size="lg" onClick={onWritten}>
                {t("stopped.goOn")}
              </Button>
            )}
            <Button variant={written === 0 && !live ? "primary" : "secondary"} size="lg" onClick={onRead}>
              {t("stopped.read")}
            </Button>
          </Actions>
          <Note>
            <p>{t("stopped.other")}</p>
            <p>
              <Link to={`/i/${interview.id}/record`} className="text-accent underline underline-offset-4">
                {tApp("ownData")}
              </Link>
            </p>
          </Note>
        </>
      ) : null}
    </Frame>
  );
}
