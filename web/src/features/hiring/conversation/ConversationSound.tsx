import { type UseQueryResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type InvitationForHr, isApiError, type Playback, type Review } from "@/core/api";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";
import { ProgressBar } from "@/ui/Progress";
import { Skeleton } from "@/ui/Skeleton";

import { useDeletion } from "../privacy/use-deletion";
import type { Player } from "../review/player";
import { useWaveform } from "../review/use-waveform";
import type { NumberedSpan } from "../scores/spans";
import { keys, useHiring } from "../use-hiring";
import { SoundPlayer } from "./SoundPlayer";
import { isGoing } from "./standing";
import { useRecording } from "./use-recording";

interface ConversationSoundProps {
  invitation: InvitationForHr;
  review: UseQueryResult<Review>;
  player: Player;
  spans: readonly NumberedSpan[];
  activeSpan: number | null;
}

/** The sound of a conversation in all its states. */
export function ConversationSound({ invitation, review, ...listening }: ConversationSoundProps) {
  const { t } = useTranslation("hiring");
  const { t: tUi } = useTranslation("ui");
  if (isGoing(invitation)) return <Said text={t("conversation.going")} />;
  if (!review.data) return review.isError ? null : <Skeleton className="h-28 w-full rounded-lg" />;
  const { recording: sound, conversation } = review.data;
  if (sound === null) {
    if (conversation !== null) return <NoSound invitationId={invitation.id} />;
    return (
      <Said text={t("conversation.soundAway")}>
        <Button size="sm" busy={review.isFetching} onClick={() => void review.refetch()}>
          {tUi("retry")}
        </Button>
      </Said>
    );
  }
  if (sound.status === "processing") {
    return (
      <Said text={t("conversation.preparing")}>
        <ProgressBar value={sound.progress} label={t("conversation.preparing")} className="w-40 max-w-full" />
      </Said>
    );
  }
  if (sound.status === "failed") return <Failed invitationId={invitation.id} />;
  return <Ready invitation={invitation} sound={sound} {...listening} />;
}

type ReadyProps = Omit<ConversationSoundProps, "review"> & { sound: Playback };

/** Nothing is asked for until somebody listens. */
function Ready({ invitation, sound, ...listening }: ReadyProps) {
  const { t } = useTranslation("hiring");
  const { t: tUi } = useTranslation("ui");
  const errorText = useErrorText();
  const [wanted, setWanted] = useState(false);
  const links = useRecording(invitation.id, wanted);
  const waveform = useWaveform(invitation.id, "recording", sound.waveformUrl);
  if (links.data && (links.data.status === "failed" || (links.data.status === "ready" && linkOf(links.data) === null))) return <Failed invitationId={invitation.id} />;
  return (
    <>
      <SoundPlayer
        url={links.data ? linkOf(links.data) : null}
        durationSeconds={sound.durationSeconds}
        gaps={sound.gaps}
        label={t("conversation.label", { name: invitation.candidateName })}
        waveform={waveform}
        onWanted={() => setWanted(true)}
        onRenew={async () => {
          const { data, error } = await links.refetch();
          if (error) throw error;
          return data ? linkOf(data) : null;
        }}
        {...listening}
      />
      {links.isError && !links.data ? (
        <Said text={isApiError(links.error, "recording_not_ready") ? t("conversation.notReady") : `${t("conversation.soundAway")} ${errorText(links.error)}`}>
          <Button size="sm" busy={links.isFetching} onClick={() => void links.refetch()}>
            {tUi("retry")}
          </Button>
        </Said>
      ) : null}
    </>
  );
}

/** Both sides' loudness is evened out in the sound alone; the playback is what is left without it. */
function linkOf({ audioUrl, playbackUrl }: Playback): string | null {
  return audioUrl ?? playbackUrl;
}

/** Never kept, or taken back: the receipt of that deletion tells them apart. */
function NoSound({ invitationId }: { invitationId: string }) {
  const { t } = useTranslation("hiring");
  const deletion = useDeletion(invitationId);
  if (deletion.isPending) return <Skeleton className="h-12 w-full rounded-lg" />;
  const withdrawn = deletion.data?.scope === "recordings" && deletion.data.cause === "withdrawal";
  return <Said text={t(withdrawn ? "conversation.withdrawn" : "conversation.noSound")} />;
}

function Failed({ invitationId }: { invitationId: string }) {
  const { t } = useTranslation("hiring");
  const { t: tUi } = useTranslation("ui");
  const api = useHiring();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const again = useMutation({
    mutationFn: () => api.prepareRecordingAgain(invitationId),
    onSuccess: async () => {
      queries.removeQueries({ queryKey: keys.recording(invitationId) });
      await queries.invalidateQueries({ queryKey: keys.review(invitationId) });
    },
  });
  return (
    <Said text={t("conversation.failed")}>
      <Button size="sm" busy={again.isPending} onClick={() => again.mutate()}>
        {tUi("retry")}
      </Button>
      {again.error ? <FieldError>{errorText(again.error)}</FieldError> : null}
    </Said>
  );
}

function Said({ text, children }: { text: string; children?: React.ReactNode }) {
  return (
    <div role="status" className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 rounded-lg border border-dashed border-line-strong px-4 py-3">
      <p className="min-w-0 flex-1 basis-56 text-sm text-ink-soft">{text}</p>
      {children}
    </div>
  );
}
