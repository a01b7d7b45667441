import { useTranslation } from "react-i18next";

import { formatClock } from "@/core/time";
import { Actions } from "@/ui/Actions";
import { Announcement } from "@/ui/Announcement";
import { Button } from "@/ui/Button";
import { Note } from "@/ui/Note";

import { Recordings } from "../parts/Recordings";
import { useArrival } from "../use-arrival";
import type { VideoAnswer, VideoPhase } from "../video-answer";

type Review = Extract<VideoPhase, { name: "review" }>;

/** Looking at the answer before it counts. */
export function ReviewAnswer({ answer, review }: { answer: VideoAnswer; review: Review }) {
  const { t } = useTranslation("interview");
  const { take, recordings, reason, recordedSeconds, earlierSeconds } = review;
  const arrival = useArrival<HTMLHeadingElement>();
  const empty = recordedSeconds === 0;
  return (
    <section className="flex max-w-3xl flex-col gap-4">
      <h2 ref={arrival} tabIndex={-1} className="text-xl font-medium outline-none">{t("review.title")}</h2>
      {reason === "asked" || reason === "taken_over" || reason === "withdrawn" ? null : (
        <Note tone={reason === "limit" ? "plain" : "danger"}>{t(`review.${reason}`)}</Note>
      )}
      {earlierSeconds >= 1 ? <Note>{t("review.earlier", { time: formatClock(earlierSeconds) })}</Note> : null}
      {empty ? <Note>{t("review.empty")}</Note> : null}
      {recordings.length > 0 ? <Recordings recordings={recordings} label={t("review.title")} /> : null}
      <Actions>
        {empty ? (
          <Button variant="primary" size="lg" onClick={() => void answer.start()}>
            {t("question.start")}
          </Button>
        ) : (
          <Button variant="primary" size="lg" onClick={() => void answer.submit()}>
            {t("review.submit")}
          </Button>
        )}
        {take.retakesLeft > 0 && !empty ? (
          <Button size="lg" onClick={() => void answer.startAgain()}>
            {t("review.again", { left: t("question.retakes", { count: take.retakesLeft }) })}
          </Button>
        ) : null}
      </Actions>
      <Announcement text={t("question.recordingStopped")} />
    </section>
  );
}
