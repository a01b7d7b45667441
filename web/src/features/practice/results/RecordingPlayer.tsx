import { type Ref, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ConversationRecording } from "@/core/api";
import { ProgressBar } from "@/ui/Progress";

/** Both voices, where they were kept. Stays in sight while one reads along. */
export function RecordingPlayer({ ref, recording }: { ref: Ref<HTMLAudioElement>; recording: ConversationRecording | null }) {
  const { t } = useTranslation("practice");
  if (recording === null) return <p className="-my-4 text-sm text-ink-soft">{t("result.noRecording")}</p>;
  const source = recording.audio_url ?? recording.playback_url;
  if (recording.status === "ready" && source !== null) return <Playing ref={ref} source={source} />;
  if (recording.status === "failed") return <p className="text-ink-soft">{t("result.recordingFailed")}</p>;
  return (
    <div role="status" className="flex flex-col gap-2">
      <p className="text-ink-soft">{t("result.recordingProcessing")}</p>
      <ProgressBar value={recording.progress} label={t("result.recordingProcessing")} className="max-w-sm" />
    </div>
  );
}

/** Each answer of the server has new links; the one that plays is kept until it fails. */
function Playing({ ref, source }: { ref: Ref<HTMLAudioElement>; source: string }) {
  const { t } = useTranslation("practice");
  const [used, setUsed] = useState(source);
  return (
    <div className="sticky top-0 z-10 -mx-1 bg-ground px-1 py-2">
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- the transcript with its times stands below */}
      <audio ref={ref} controls preload="metadata" src={used} onError={() => setUsed(source)} aria-label={t("result.listen")} className="w-full" />
    </div>
  );
}
