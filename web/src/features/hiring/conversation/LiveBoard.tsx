import type { UseQueryResult } from "@tanstack/react-query";
import { MessagesSquare } from "lucide-react";
import { useState } from "react";
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
import { AnalysisNotice } from "../review/AnalysisNotice";
import { createPlayer } from "../review/player";
import { QuestionNav } from "../review/QuestionNav";
import { QuestionSteps } from "../review/QuestionSteps";
import { showsAnswerScore, showsOverallScore } from "../review/reveal";
import { ScoreSection } from "../review/ScoreSection";
import { SoughtPoints } from "../review/SoughtPoints";
import { useNewScoreToast } from "../review/use-new-score-toast";
import { useQuestions } from "../review/use-questions";
import { useReviewKeys } from "../review/use-review-keys";
import { OverallScore } from "../scores/OverallScore";
import { useShownSpans } from "../scores/use-shown-spans";
import { Conversation } from "./Conversation";
import { ConversationSound } from "./ConversationSound";
import { spokenOf } from "./lines";

interface LiveBoardProps {
  invitation: InvitationForHr;
  review: UseQueryResult<Review>;
}

const NO_RESPONSES = new Map<string, never>();
/** On wide screens, unless they are low, the conversation stays in sight, as high as the window. */
const STAYS = "[@media(min-width:64rem)_and_(min-height:44rem)]:sticky top-0 lg:flex lg:h-[max(36rem,100dvh)] lg:flex-col lg:py-4";

/** The conversation with its sound at the left; questions, what people say of it and scores at the right. */
export function LiveBoard({ invitation, review: query }: LiveBoardProps) {
  const { t } = useTranslation("hiring");
  const [player] = useState(createPlayer);
  const [asked, setAsked] = useState(false);
  const [activeSpan, setActiveSpan] = useState<number | null>(null);
  const { questions, index, choose } = useQuestions(invitation);
  const review = query.data;
  useNewScoreToast(review);

  const question = questions[index];
  const previous = questions[index - 1]?.id;
  const next = questions[index + 1]?.id;
  useReviewKeys({ onPrevious: () => choose(previous), onNext: () => choose(next) });
  const answer = review?.answers.find((each) => each.questionId === question?.id);
  const shown = question !== undefined && showsAnswerScore(review?.mine ?? null, question.id, asked);
  const spans = useShownSpans(answer?.score?.spans, shown);

  function jump(note: Note): void {
    if (note.questionId !== null) choose(note.questionId);
    if (note.atSeconds !== null) player.playFrom(note.atSeconds);
  }

  if (invitation.startedAt === null || !question) {
    const open = invitation.status === "pending";
    return (
      <EmptyState icon={MessagesSquare} title={t(open ? "conversation.notStartedTitle" : "conversation.neverTitle")}>
        {t(open ? "conversation.notStarted" : "conversation.never", { name: invitation.candidateName })}
      </EmptyState>
    );
  }
  const spoken = spokenOf(review?.conversation ?? null);
  // A transcript that was handed in doesn't say what belongs where; its score does.
  const answered = spoken.has(question.id) || (answer?.score?.score ?? null) !== null;
  const playable = review?.recording?.status === "ready";
  return (
    <>
      {review?.humanLook ? <HumanLookCard invitationId={invitation.id} look={review.humanLook} name={invitation.candidateName} /> : null}
      {review ? <AnalysisNotice review={review} invitation={invitation} /> : null}
      <div className="mt-6 flex flex-col gap-8 lg:mt-4 lg:grid lg:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)] lg:items-start lg:gap-10">
        <article className={classes("flex min-w-0 flex-col gap-4", STAYS)}>
          <h2 className="sr-only">{t("conversation.title")}</h2>
          <ConversationSound invitation={invitation} review={query} player={player} spans={spans} activeSpan={activeSpan} />
          {review ? (
            <Said review={review}>
              {(conversation) => (
                <Conversation
                  conversation={conversation}
                  questions={questions}
                  name={invitation.candidateName}
                  questionId={question.id}
                  onChoose={choose}
                  player={player}
                  playable={playable}
                  spans={spans}
                  activeSpan={activeSpan}
                />
              )}
            </Said>
          ) : null}
          {query.isPending ? <Skeleton className="h-96" /> : null}
          {query.isError && !review ? <ErrorState error={query.error} busy={query.isFetching} onRetry={() => void query.refetch()} /> : null}
        </article>
        <div className="flex min-w-0 flex-col gap-8 lg:py-4">
          <div>
            {review?.score && showsOverallScore(review.mine, asked) ? <OverallScore score={review.score} /> : null}
            <QuestionNav
              questions={questions}
              responses={NO_RESPONSES}
              spoken={spoken}
              scores={review?.answers ?? []}
              shows={(questionId) => showsAnswerScore(review?.mine ?? null, questionId, asked)}
              current={question.id}
              onChoose={choose}
            />
          </div>
          <div className="flex flex-col gap-6">
            <div>
              <QuestionSteps
                index={index}
                total={questions.length}
                onPrevious={previous === undefined ? undefined : () => choose(previous)}
                onNext={next === undefined ? undefined : () => choose(next)}
              />
              <h2 className="mt-1 measure text-xl font-semibold whitespace-pre-wrap">{question.text}</h2>
            </div>
            {shown && (answer?.score?.keyPoints.length ?? 0) > 0 ? null : <SoughtPoints question={question} />}
            {review ? <RatingCard review={review} questionId={question.id} answered={answered} asked={asked} /> : null}
          </div>
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
          {review ? (
            <Notes
              review={review}
              questionId={question.id}
              player={playable ? player : null}
              numberOf={(id) => {
                const at = questions.findIndex((each) => each.id === id);
                return at === -1 ? null : at + 1;
              }}
              onJump={jump}
            />
          ) : null}
          <Keys playable={playable} />
        </div>
      </div>
    </>
  );
}

/** The words, or why there are none. */
function Said({ review, children }: { review: Review; children: (conversation: NonNullable<Review["conversation"]>) => React.ReactNode }) {
  const { t } = useTranslation("hiring");
  const { conversation } = review;
  if (conversation === null) return <p className="text-ink-soft">{t("conversation.away")}</p>;
  if (conversation.length === 0) return <p className="text-ink-soft">{t("conversation.nothing")}</p>;
  return children(conversation);
}

function Keys({ playable }: { playable: boolean }) {
  const { t } = useTranslation("hiring");
  const questions = { keys: ["p", "n"], does: t("review.keyQuestion") };
  if (!playable) return <KeyHints hints={[questions]} />;
  return (
    <KeyHints
      hints={[
        { keys: ["Space"], does: t("review.keyPlay") },
        { keys: ["←", "→"], does: t("review.keySeek") },
        { keys: [",", "."], does: t("review.keyWord") },
        { keys: ["<", ">"], does: t("review.keySpeed") },
        questions,
      ]}
    />
  );
}
