import { useTranslation } from "react-i18next";

import { detectBrowser, type DeviceProblem } from "@/core/recorder";
import { Note } from "@/ui/Note";

/** What keeps the microphone from working, and the setting to change in this browser. */
export function MicrophoneProblem({ problem }: { problem: DeviceProblem }) {
  const { t } = useTranslation("voice");
  return (
    <Note tone="danger">
      {problem === "permission_denied" ? (
        <>
          <p>{t(`problem.permission_denied.${detectBrowser()}`)}</p>
          <p className="text-ink-soft">{t("problem.permission_system")}</p>
        </>
      ) : (
        <p>{t(`problem.${problem}`)}</p>
      )}
    </Note>
  );
}
