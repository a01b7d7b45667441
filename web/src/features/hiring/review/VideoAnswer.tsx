import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Invitation, InvitationResponse } from "@/core/api";
import { formatClock } from "@/core/time";
import { Button } from "@/ui/Button";
import { buttonClasses } from "@/ui/button-classes";
import { useErrorText } from "@/ui/error-text";
import { ErrorState } from "@/ui/ErrorState";
import { FieldError } from "@/ui/Field";
import { ProgressBar } from "@/ui/Progress";
import { Skeleton } from "@/ui/Skeleton";

import type { NumberedSpan } from "../scores/spans";
import { keys, useHiring } from "../use-hiring";
import type { Player } from "./player";
import { Stage } from "./Stage";
import { usePlayback } from "./use-playback";
import { useWaveform } from "./use-waveform";
import { VideoPlayer } from "./VideoPlayer";

interface VideoAnswerProps {
  invitation: Invitation;
  response: InvitationResponse;
  player: Player;
  spans: readonly NumberedSpan[];
  activeSpan: number | null;
  /** When it was sent, in words. */
  sent: string;
}

/** A recorded answer in all its states. */
export function VideoAnswer({ invitation, response, player, spans, activeSpan, sent }: VideoAnswerProps) {
  const { t } = useTranslation("hiring");
  const { t: tUi } = useTranslation("ui");
  const api = useHiring();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const playback = usePlayback(invitation.id, response.id);
  const waveform = useWaveform(invitation.id, response.id, playback.data?.waveformUrl ?? null);
  const again = useMutation({
    mutationFn: () => api.prepareAgain(invitation.id, response.id),
    onSuccess: (started) => queries.setQueryData(keys.playback(invitation.id, response.id), started),
  });

  if (!playback.data) {
    if (playback.isError) return <ErrorState error={playback.error} busy={playback.isFetching} onRetry={() => void playback.refetch()} />;
    return <Skeleton className="aspect-video w-full rounded-lg" />;
  }
  const { status, progress, playbackUrl, posterUrl, downloadUrl, durationSeconds, gaps } = playback.data;
  const download = downloadUrl ? (
    <a href={downloadUrl} download className={buttonClasses("quiet", "sm", "-mx-3")}>
      <Download aria-hidden size={16} />
      {t("player.download")}
    </a>
  ) : null;

  if (status === "processing") {
    return (
      <Stage title={t("player.processing")} text={t("player.processingText")}>
        <ProgressBar value={progress} label={t("player.processing")} className="w-56 max-w-full" />
      </Stage>
    );
  }
  if (status === "failed" || playbackUrl === null) {
    return (
      <>
        <Stage title={t("player.failedTitle")} text={t("player.failedText")}>
          <div className="flex flex-col items-center gap-3">
            <Button busy={again.isPending} onClick={() => again.mutate()}>
              {tUi("retry")}
            </Button>
            {again.error ? <FieldError>{errorText(again.error)}</FieldError> : null}
          </div>
        </Stage>
        <div className="mt-2">{download}</div>
      </>
    );
  }
  return (
    <>
      <VideoPlayer
        url={playbackUrl}
        poster={posterUrl}
        durationSeconds={durationSeconds ?? response.duration}
        gaps={gaps}
        label={t("player.label", { name: invitation.candidateName })}
        player={player}
        waveform={waveform}
        spans={spans}
        activeSpan={activeSpan}
        onRenew={async () => {
          const { data, error } = await playback.refetch();
          if (error) throw error;
          return data?.playbackUrl ?? null;
        }}
      />
      <div className="mt-1 flex flex-wrap items-center gap-x-5 gap-y-1">
        <span className="text-sm text-ink-soft">{sent}</span>
        {gaps.length > 0 ? (
          <details className="text-sm text-ink-soft">
            <summary className="leading-6">{t("player.gaps", { count: gaps.length })}</summary>
            <ul className="mt-1 tabular">
              {gaps.map((gap) => (
                <li key={gap.atSeconds}>{t("player.gapAt", { at: formatClock(gap.atSeconds), seconds: Math.round(gap.missingSeconds) })}</li>
              ))}
            </ul>
          </details>
        ) : null}
        <span className="ml-auto">{download}</span>
      </div>
    </>
  );
}
