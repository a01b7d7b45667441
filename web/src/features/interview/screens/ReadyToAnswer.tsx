import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Question } from "@/core/api";
import { formatClock } from "@/core/time";
import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { Note } from "@/ui/Note";
import { TimeText } from "@/ui/TimeText";
import { useObserved } from "@/ui/use-observed";

import { DeviceProblemNote } from "../parts/DeviceProblemNote";
import { ExtraTime } from "../parts/ExtraTime";
import { LiveStage } from "../parts/LiveStage";
import { answerLimit, openTakeOf, positive, retakesAllowed } from "../progress";
import { useInterview, useSession } from "../session-context";
import { useNow } from "../use-now";

/** Thinking: the camera is on, nothing is recorded. */
export function ReadyToAnswer({
  question,
  opening,
  onStart,
  onLater,
}: {
  question: Question;
  opening: boolean;
  onStart: () => void;
  onLater: () => void;
}) {
  const { t } = useTranslation("interview");
  const { input } = useSession();
  const interview = useInterview();
  const state = useObserved(input);
  const limit = answerLimit(interview, question);
  const thinking = positive(question.thinkingTime);
  const retakes = openTakeOf(interview, question.id)?.retakesLeft ?? retakesAllowed(interview);
  const open = state.phase === "open";
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[1fr_16rem]">
      <div className="flex flex-col gap-4">
        {open || state.phase === "lost" ? <LiveStage /> : null}
        {state.phase === "problem" ? <DeviceProblemNote problem={state.problem} /> : null}
        <Actions>
          {open ? (
            <Button variant="primary" size="lg" busy={opening} onClick={onStart}>
              {opening ? t("question.opening") : t("question.start")}
            </Button>
          ) : (
            <Button variant="primary" size="lg" busy={state.phase === "opening"} onClick={() => void input.open()}>
              {t("check.open")}
            </Button>
          )}
          <Button variant="quiet" size="lg" disabled={opening} onClick={onLater}>
            {t("question.later")}
          </Button>
        </Actions>
        {state.phase === "opening" ? <Note>{t("check.opening")}</Note> : null}
      </div>
      <aside className="order-first flex flex-wrap items-baseline gap-x-6 gap-y-2 lg:order-none lg:flex-col lg:gap-4 lg:pt-2">
        {thinking === null ? null : <Thinking seconds={thinking} />}
        <p className="text-ink-soft">
          {limit === null ? t("question.noLimit") : t("question.limit", { time: formatClock(limit) })}
        </p>
        <ExtraTime />
        <p className="text-ink-soft">
          {retakes > 0 ? t("question.retakes", { count: retakes }) : t("question.noRetakes")}
        </p>
      </aside>
    </div>
  );
}

function Thinking({ seconds }: { seconds: number }) {
  const { t } = useTranslation("interview");
  const now = useNow();
  const [began] = useState(now);
  const left = seconds - (now - began) / 1000;
  return (
    <div className="flex flex-col gap-1">
      {left > 0 ? <TimeText large label={t("question.thinking")} seconds={left} /> : null}
      <p role="status" className="text-ink-soft">
        {left > 0 ? t("question.thinkingHint") : t("question.thinkingOver")}
      </p>
    </div>
  );
}
