import { type UseQueryResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import type { InvitationForHr, Playback } from "@/core/api";
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

interface ConversationSoundProps {
  invitation: InvitationForHr;
  /** Whether the two are talking still. */
  going: boolean;
  recording: UseQueryResult<Playback | null>;
  player: Player;
  spans: readonly NumberedSpan[];
  activeSpan: number | null;
}

/** The sound of a conversation in all its states. */
export function ConversationSound({ invitation, going, recording, player, spans, activeSpan }: ConversationSoundProps) {
  const { t } = useTranslation("hiring");
  const { t: tUi } = useTranslation("ui");
  const errorText = useErrorText();
  const sound = recording.data;
  const waveform = useWaveform(invitation.id, "recording", sound?.waveformUrl ?? null);
  if (going) return <Said text={t("conversation.going")} />;
  if (sound === undefined) {
    if (!recording.isError) return <Skeleton className="h-28 w-full rounded-lg" />;
    return (
      <Said text={`${t("conversation.soundAway")} ${errorText(recording.error)}`}>
        <Button size="sm" busy={recording.isFetching} onClick={() => void recording.refetch()}>
          {tUi("retry")}
        </Button>
      </Said>
    );
  }
  if (sound === null) return <NoSound invitationId={invitation.id} />;
  const url = linkOf(sound);
  if (sound.status === "processing") {
    return (
      <Said text={t("conversation.preparing")}>
        <ProgressBar value={sound.progress} label={t("conversation.preparing")} className="w-40 max-w-full" />
      </Said>
    );
  }
  if (sound.status === "failed" || url === null) return <Failed invitationId={invitation.id} />;
  return (
    <SoundPlayer
      url={url}
      durationSeconds={sound.durationSeconds}
      gaps={sound.gaps}
      label={t("conversation.label", { name: invitation.candidateName })}
      player={player}
      waveform={waveform}
      spans={spans}
      activeSpan={activeSpan}
      onRenew={async () => {
        const { data, error } = await recording.refetch();
        if (error) throw error;
        return data ? linkOf(data) : null;
      }}
    />
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
    onSuccess: (started) => queries.setQueryData(keys.recording(invitationId), started),
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
