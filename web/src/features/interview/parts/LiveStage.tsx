import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { LevelBar } from "@/ui/LevelBar";
import { Note } from "@/ui/Note";
import { useObserved } from "@/ui/use-observed";

import { useSession } from "../session-context";
import { CameraView } from "./CameraView";

/** The live picture with the level, and what is wrong with it when something is. */
export function LiveStage({ children }: { children?: ReactNode }) {
  const { t } = useTranslation("interview");
  const { input } = useSession();
  const state = useObserved(input);
  const stream = state.phase === "open" ? state.stream : null;
  return (
    <>
      <CameraView stream={stream} label={t("check.camera")}>
        {state.phase === "lost" ? (
          <p role="alert" className="absolute inset-0 grid place-items-center bg-stage p-6 text-center text-lg">
            {t(`lost.${state.device}`)}
          </p>
        ) : null}
        <div className="absolute inset-x-0 bottom-0 flex items-center justify-between gap-3 p-4">
          {stream ? (
            <span className="rounded-full bg-stage/80 px-3 py-1">
              <LevelBar stream={stream} />
            </span>
          ) : (
            <span />
          )}
          {children}
        </div>
      </CameraView>
      {state.phase === "open" && state.silent ? <Note tone="danger">{t(`problem.silent_${state.silent}`)}</Note> : null}
    </>
  );
}
