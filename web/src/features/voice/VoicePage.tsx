import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useNavigate, useParams } from "react-router";

import type { InterviewSession } from "@/core/api";
import { practiceApi } from "@/core/api/practice";
import { Actions } from "@/ui/Actions";
import { ButtonLink } from "@/ui/ButtonLink";
import { ErrorState } from "@/ui/ErrorState";
import { useClient } from "@/ui/session";
import { Skeleton } from "@/ui/Skeleton";
import { StepHeading } from "@/ui/StepHeading";

import { KeepSoundScreen } from "./KeepSoundScreen";
import { TalkFrame } from "./parts/TalkFrame";
import { Talk } from "./Talk";

/** `/voice/:id`: a practice interview, from the consent to its end. */
export function VoicePage() {
  const { id = "" } = useParams();
  const { t } = useTranslation("voice");
  const api = usePracticeApi();
  const session = useQuery({ queryKey: ["interview", id], queryFn: ({ signal }) => api.session(id, signal), staleTime: Infinity });
  useEffect(() => {
    document.title = "Parley";
  }, []);
  if (session.isError)
    return (
      <TalkFrame name={null}>
        <ErrorState
          error={session.error}
          busy={session.isFetching}
          onRetry={() => void session.refetch()}
          action={<ButtonLink to="/practice">{t("page.practise")}</ButtonLink>}
        />
      </TalkFrame>
    );
  if (!session.data)
    return (
      <TalkFrame name={null}>
        <div aria-busy="true" className="flex flex-col gap-4">
          <p className="sr-only">{t("page.loading")}</p>
          <Skeleton className="h-9 w-3/4" />
          <Skeleton className="h-5 w-full" />
          <Skeleton className="h-5 w-5/6" />
        </div>
      </TalkFrame>
    );
  return <Opened key={id} id={id} session={session.data} />;
}

function usePracticeApi() {
  const client = useClient();
  return useMemo(() => practiceApi(client), [client]);
}

function Opened({ id, session }: { id: string; session: InterviewSession }) {
  const { t } = useTranslation("voice");
  const client = useClient();
  const navigate = useNavigate();
  const queries = useQueryClient();
  // Asked before the first word only: later it would interrupt.
  const [asked, setAsked] = useState(session.status !== "pending" || session.consent?.given_at !== null);
  const begun = session.status === "in_progress";
  const lastQuestion = begun ? (session.questions.at(-1)?.text ?? null) : null;
  const access = useMemo(() => ({ interviewId: id, client, begun, lastQuestion }), [id, client, begun, lastQuestion]);
  const onOver = useCallback(
    (how: "ended" | "closed") => {
      void queries.invalidateQueries({ queryKey: ["interviews"] });
      // Closed elsewhere: what it is now decides what is shown.
      void queries.invalidateQueries({ queryKey: ["interview", id] });
      if (how === "ended") void navigate(`/practice/results/${id}`, { replace: true });
    },
    [queries, navigate, id],
  );
  if (session.status === "completed") return <Navigate to={`/practice/results/${id}`} replace />;
  if (session.status === "cancelled" || session.status === "failed")
    return (
      <TalkFrame name={null}>
        <StepHeading title={t(`page.${session.status}.title`)} />
        <p className="measure text-ink-soft">{t(`page.${session.status}.text`)}</p>
        <Actions>
          <ButtonLink variant="primary" size="lg" to="/practice">
            {t("page.practise")}
          </ButtonLink>
        </Actions>
      </TalkFrame>
    );
  if (!asked && session.consent)
    return <KeepSoundScreen id={id} consent={session.consent} language={session.language} onDone={() => setAsked(true)} />;
  return <Talk access={access} title={session.title} company={null} language={session.language} onOver={onOver} />;
}
