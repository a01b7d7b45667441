import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";

import type { InterviewResult } from "@/core/api";
import { formatDateTime, formatDuration } from "@/core/time";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useErrorText } from "@/ui/error-text";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { useToast } from "@/ui/Toast";
import { useLocale } from "@/ui/use-locale";

import { keys, usePractice } from "../use-practice";
import { AnswerCard } from "./AnswerCard";
import { nextLook } from "./next-look";
import { RecordingPlayer } from "./RecordingPlayer";
import { ScoreSummary } from "./ScoreSummary";
import { Transcript } from "./Transcript";

/** `/practice/results/:id`: what was said, what went well, and what to try. */
export function ResultPage() {
  const { t } = useTranslation("practice");
  const { id = "" } = useParams();
  const api = usePractice();
  const result = useQuery({
    queryKey: keys.result(id),
    queryFn: ({ signal }) => api.result(id, signal),
    refetchInterval: ({ state }) => nextLook(state.data, state.dataUpdateCount),
  });
  if (result.isError)
    return (
      <ErrorState
        error={result.error}
        busy={result.isFetching}
        onRetry={() => void result.refetch()}
        action={<ButtonLink to="/practice">{t("result.back")}</ButtonLink>}
      />
    );
  if (result.isPending)
    return (
      <Page title={t("title")}>
        <div aria-busy="true" className="flex flex-col gap-4">
          <p className="sr-only">{t("result.loading")}</p>
          <Skeleton className="h-32 w-full" />
          <Skeleton className="h-64 w-full" />
        </div>
      </Page>
    );
  return <Result result={result.data} />;
}

function Result({ result }: { result: InterviewResult }) {
  const { t } = useTranslation("practice");
  const locale = useLocale();
  const audio = useRef<HTMLAudioElement>(null);
  const playable = result.recording?.status === "ready" && (result.recording.audio_url ?? result.recording.playback_url) !== null;
  const play = useCallback((seconds: number) => {
    const element = audio.current;
    if (!element) return;
    element.currentTime = seconds;
    void element.play().catch(() => undefined);
  }, []);
  const onPlay = playable ? play : null;
  const over = result.status === "completed";
  return (
    <Page
      title={result.title}
      lead={
        <>
          {result.started_at === null
            ? null
            : t("result.duration", {
                date: formatDateTime(result.started_at, locale),
                duration: formatDuration(result.duration_seconds ?? 0, locale),
              })}
          {result.end_reason === null ? null : ` · ${t(`result.ended.${result.end_reason}`)}`}
        </>
      }
      actions={
        <>
          <Deletion id={result.id} />
          <ButtonLink variant="primary" to={`/practice?again=${result.id}`}>
            {t("result.again")}
          </ButtonLink>
        </>
      }
    >
      <div className="flex flex-col gap-10">
        {over ? (
          <ScoreSummary score={result.score} answers={result.answers} />
        ) : (
          <p className="flex flex-wrap items-center gap-4 rounded-md border bg-surface px-5 py-4">
            {t("result.notOver")}
            {result.status === "in_progress" || result.status === "pending" ? (
              <ButtonLink to={`/voice/${result.id}`}>{t("result.goOn")}</ButtonLink>
            ) : null}
          </p>
        )}
        <RecordingPlayer ref={audio} recording={result.recording} />
        {result.answers.length === 0 ? null : (
          <section className="flex flex-col gap-4">
            <h2 className="text-xl font-semibold">{t("result.questions")}</h2>
            {result.answers.map((answer, index) => (
              <AnswerCard key={answer.item_id} number={index + 1} answer={answer} onPlay={onPlay} />
            ))}
          </section>
        )}
        <Transcript entries={result.transcript} answers={result.answers} onPlay={onPlay} />
        <p>
          <Link to="/practice" className="text-accent underline underline-offset-4">
            {t("result.back")}
          </Link>
        </p>
      </div>
    </Page>
  );
}

function Deletion({ id }: { id: string }) {
  const { t } = useTranslation("practice");
  const api = usePractice();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const errorText = useErrorText();
  const [asking, setAsking] = useState(false);
  const deletion = useMutation({
    mutationFn: () => api.delete(id),
    onSuccess: async () => {
      toast({ text: t("result.deleted") });
      await navigate("/practice", { replace: true });
      queries.removeQueries({ queryKey: keys.result(id) });
      await queries.invalidateQueries({ queryKey: keys.past });
    },
  });
  return (
    <>
      <Button variant="quiet" onClick={() => setAsking(true)}>
        <Trash2 aria-hidden size={18} strokeWidth={1.75} />
        {t("result.delete")}
      </Button>
      <ConfirmDialog
        danger
        open={asking}
        busy={deletion.isPending}
        error={deletion.isError ? errorText(deletion.error) : undefined}
        onClose={() => setAsking(false)}
        onConfirm={() => deletion.mutate()}
        title={t("result.deleteTitle")}
        action={t("result.delete")}
      >
        <p>{t("result.deleteText")}</p>
      </ConfirmDialog>
    </>
  );
}
