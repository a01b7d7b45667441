import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { InvitationForHr, Note, Review } from "@/core/api";
import { classes } from "@/ui/classes";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";

import { KeyHints } from "../list/KeyHints";
import { Notes } from "../opinions/Notes";
import { RatingCard } from "../opinions/RatingCard";
import { HumanLookCard } from "../privacy/HumanLookCard";
import { OverallScore } from "../scores/OverallScore";
import { useShownSpans } from "../scores/use-shown-spans";
import { TranscriptPanel } from "../transcript/TranscriptPanel";
import { AnalysisNotice } from "./AnalysisNotice";
import { AnswerView } from "./AnswerView";
import { createPlayer } from "./player";
import { QuestionNav } from "./QuestionNav";
import { QuestionSteps } from "./QuestionSteps";
import { showsAnswerScore, showsOverallScore } from "./reveal";
import { ScoreSection } from "./ScoreSection";
import { SoughtPoints } from "./SoughtPoints";
import { useNewScoreToast } from "./use-new-score-toast";
import { useQuestions } from "./use-questions";
import { useReviewKeys } from "./use-review-keys";

interface ReviewBoardProps {
  invitation: InvitationForHr;
  review: UseQueryResult<Review>;
}

/** On wide screens, unless they are low, the player stays in sight while the rest goes by beneath it. */
const STAYS = "[@media(min-width:64rem)_and_(min-height:44rem)]:sticky top-0 z-10 bg-ground lg:-mt-4 lg:-mx-1 lg:px-1 lg:pt-4 lg:pb-2";
/** What gets the focus scrolls to below the player, whose height this is. */
const BELOW = "lg:[&_:is(button,input,textarea)]:scroll-mt-[max(34rem,100dvh-18rem)]";

/** The player and what people say of it at the left; questions, scores and transcript at the right. */
export function ReviewBoard({ invitation, review: query }: ReviewBoardProps) {
  const { t } = useTranslation("hiring");
  const [player] = useState(createPlayer);
  const [asked, setAsked] = useState(false);
  const [activeSpan, setActiveSpan] = useState<number | null>(null);
  const { questions, index, choose } = useQuestions(invitation);
  const question = questions[index];
  const responses = useMemo(() => new Map(invitation.responses.map((response) => [response.questionId, response])), [invitation.responses]);
  const review = query.data;
  useNewScoreToast(review);

  const answer = review?.answers.find((each) => each.questionId === question?.id);
  const shown = question !== undefined && showsAnswerScore(review?.mine ?? null, question.id, asked);
  const spans = useShownSpans(answer?.score?.spans, shown);

  const previous = questions[index - 1]?.id;
  const next = questions[index + 1]?.id;
  useReviewKeys({ onPrevious: () => choose(previous), onNext: () => choose(next) });

  function jump(note: Note): void {
    if (note.questionId === null || note.questionId === question?.id) {
      if (note.atSeconds !== null) player.playFrom(note.atSeconds);
      return;
    }
    if (note.atSeconds !== null) player.beginNextAt(note.atSeconds);
    choose(note.questionId);
  }

  const untouched = invitation.status === "pending" && invitation.responses.length === 0;
  if (untouched || !question) {
    return <EmptyState title={t("review.notStartedTitle")}>{t("review.notStarted", { name: invitation.candidateName })}</EmptyState>;
  }
  const response = responses.get(question.id);
  return (
    <>
      {review?.humanLook ? <HumanLookCard invitationId={invitation.id} look={review.humanLook} name={invitation.candidateName} /> : null}
      {review ? <AnalysisNotice review={review} invitation={invitation} /> : null}
      <div className="mt-6 flex flex-col gap-8 lg:mt-8 lg:grid lg:grid-cols-2 lg:gap-10">
        {/* On phones the transcript comes before the notes: `contents` lets both columns be one. */}
        <div className="contents lg:flex lg:min-w-0 lg:flex-col lg:gap-6">
          <article className={classes("order-1 min-w-0", response?.type === "video" && STAYS)}>
            <QuestionSteps
              index={index}
              total={questions.length}
              onPrevious={previous === undefined ? undefined : () => choose(previous)}
              onNext={next === undefined ? undefined : () => choose(next)}
            />
            <h2 className="mt-1 mb-4 measure text-xl font-semibold whitespace-pre-wrap">{question.text}</h2>
            <AnswerView
              key={question.id}
              invitation={invitation}
              question={question}
              response={response}
              player={player}
              spans={spans}
              activeSpan={activeSpan}
            />
          </article>
          <div className={classes("order-1 flex min-w-0 flex-col gap-6", BELOW)}>
            {shown && (answer?.score?.keyPoints.length ?? 0) > 0 ? null : <SoughtPoints question={question} />}
            {review ? <RatingCard review={review} questionId={question.id} answered={response !== undefined} asked={asked} /> : null}
          </div>
          <div className={classes("order-3 min-w-0", BELOW)}>
            {review ? (
              <Notes
                review={review}
                questionId={question.id}
                player={response?.type === "video" ? player : null}
                numberOf={(id) => {
                  const at = questions.findIndex((each) => each.id === id);
                  return at === -1 ? null : at + 1;
                }}
                onJump={jump}
              />
            ) : null}
          </div>
        </div>
        <div className="order-2 flex min-w-0 flex-col gap-8">
          <div>
            {review?.score && showsOverallScore(review.mine, asked) ? <OverallScore score={review.score} /> : null}
            <QuestionNav
              questions={questions}
              responses={responses}
              scores={review?.answers ?? []}
              shows={(questionId) => showsAnswerScore(review?.mine ?? null, questionId, asked)}
              current={question.id}
              onChoose={choose}
            />
          </div>
          {query.isPending ? <Skeleton className="h-48" /> : null}
          {query.isError && !review ? <ErrorState error={query.error} busy={query.isFetching} onRetry={() => void query.refetch()} /> : null}
          {answer?.score && review ? (
            <ScoreSection
              key={question.id}
              score={answer.score}
              review={review}
              shown={shown}
              onShow={() => setAsked(true)}
              player={player}
              spans={spans}
              activeSpan={activeSpan}
              onActiveSpan={setActiveSpan}
            />
          ) : null}
          {answer && response?.type === "video" ? (
            <div>
              <h3 className="mb-3 text-lg font-semibold">{t("transcript.title")}</h3>
              <TranscriptPanel key={question.id} invitationId={invitation.id} answer={answer} player={player} spans={spans} activeSpan={activeSpan} />
            </div>
          ) : null}
          <KeyHints
            hints={[
              { keys: ["Space"], does: t("review.keyPlay") },
              { keys: ["←", "→"], does: t("review.keySeek") },
              { keys: [",", "."], does: t("review.keyWord") },
              { keys: ["<", ">"], does: t("review.keySpeed") },
              { keys: ["p", "n"], does: t("review.keyQuestion") },
            ]}
          />
        </div>
      </div>
    </>
  );
}
