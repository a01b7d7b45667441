import { CloudCheck, CloudOff, CloudUpload, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { UploadState } from "@/core/recorder";
import { Announcement } from "@/ui/Announcement";
import { Button } from "@/ui/Button";
import { useObserved } from "@/ui/use-observed";
import { useOnline } from "@/ui/use-online";

import { useSession } from "../session-context";

/** A chunk is a second long and takes a moment to arrive: less than this is as it should be. */
const BEHIND_SECONDS = 4;

type Saving = "speaking" | "idle" | "behind" | "offlinePending" | "offline" | "refused";

function savingOf(state: UploadState, online: boolean, recording: boolean): Saving {
  if (state.refusal) return "refused";
  if (!online || !state.online) return state.pendingBytes > 0 ? "offlinePending" : "offline";
  if (state.pendingSeconds >= BEHIND_SECONDS || (!recording && !state.saved)) return "behind";
  return recording ? "speaking" : "idle";
}

const ICONS = {
  speaking: CloudCheck,
  idle: CloudCheck,
  behind: CloudUpload,
  offlinePending: CloudOff,
  offline: CloudOff,
  refused: TriangleAlert,
};

/** Always there and always true: what the server holds, and what only this device does. */
export function SavedLine({ recording = false }: { recording?: boolean }) {
  const { t } = useTranslation("interview");
  const session = useSession();
  const state = useObserved(session.uploader);
  const saving = savingOf(state, useOnline(), recording);
  const Icon = ICONS[saving];
  const text =
    saving === "refused"
      ? t(`saved.refused.${state.refusal?.reason ?? "refused"}`)
      : t(`saved.${saving}`, { seconds: Math.max(1, Math.round(state.pendingSeconds)) });
  const announced = saving === "behind" || saving === "offlinePending" ? t(`saved.${saving}Announced`) : text;
  return (
    <div
      className={`flex flex-wrap items-center gap-x-3 gap-y-2 text-sm ${saving === "refused" ? "text-danger" : "text-ink-soft"}`}
    >
      <Icon
        aria-hidden
        size={18}
        className={`shrink-0 ${saving === "speaking" || saving === "idle" ? "text-accent" : ""}`}
      />
      <p aria-hidden className="tabular min-w-0 flex-1" data-saving={saving}>
        {text}
      </p>
      <Announcement text={announced} />
      {saving === "refused" ? (
        <Button size="sm" onClick={() => session.uploader.retryRefused()}>
          {t("saved.retry")}
        </Button>
      ) : null}
    </div>
  );
}
