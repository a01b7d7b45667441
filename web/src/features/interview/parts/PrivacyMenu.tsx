import { ShieldCheck } from "lucide-react";
import { type RefObject, useContext, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useObserved } from "@/ui/use-observed";

import type { CandidateSession } from "../candidate-session";
import { isLive } from "../progress";
import { SessionContext } from "../session-context";

const ITEM = "flex min-h-11 w-full items-center rounded-sm px-3 py-2 text-left hover:bg-hover";

/** Within reach wherever something may be recorded: one's own data, and the way to stop. */
export function PrivacyMenu() {
  const session = useContext(SessionContext);
  return session ? <WhileOpen session={session} /> : null;
}

function WhileOpen({ session }: { session: CandidateSession }) {
  const state = useObserved(session);
  if (state.stage !== "open" || state.stopped !== null || state.interview.consent.givenAt === null) return null;
  const { id, status } = state.interview;
  if (status !== "pending" && status !== "started") return null;
  return <Menu invitationId={id} live={isLive(state.interview)} onWithdraw={() => void session.withdrawConsent(() => undefined)} />;
}

function Menu({ invitationId, live, onWithdraw }: { invitationId: string; live: boolean; onWithdraw: () => void }) {
  const { t } = useTranslation("interview");
  const { t: tApp } = useTranslation("app");
  const id = useId();
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useClosing(open, box, trigger, () => setOpen(false));
  return (
    <div ref={box} className="relative">
      <button
        ref={trigger}
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="-mr-2 inline-flex min-h-11 items-center gap-2 rounded-md px-2 text-sm text-ink-soft hover:bg-hover hover:text-ink"
      >
        <ShieldCheck aria-hidden size={18} strokeWidth={1.75} />
        {t("privacy.menu")}
      </button>
      <ul
        id={id}
        hidden={!open}
        className="absolute top-full right-0 z-30 mt-1 w-72 max-w-[calc(100vw-2rem)] rounded-md border bg-surface p-1"
      >
        <li>
          <Link to={`/i/${invitationId}/record`} className={ITEM}>
            {tApp("ownData")}
          </Link>
        </li>
        <li>
          <button
            type="button"
            className={`${ITEM} text-danger`}
            onClick={() => {
              trigger.current?.focus(); // Where the dialog gives the focus back to.
              setOpen(false);
              setAsking(true);
            }}
          >
            {t("privacy.stop")}
          </button>
        </li>
      </ul>
      <ConfirmDialog
        danger
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          onWithdraw();
        }}
        title={t("privacy.confirmTitle")}
        action={t("privacy.confirm")}
      >
        <p>{t(live ? "live.confirmText" : "privacy.confirmText")}</p>
        <p>{t(live ? "live.confirmStays" : "privacy.confirmStays")}</p>
      </ConfirmDialog>
    </div>
  );
}

/** Closes when somebody goes elsewhere, by pointer or Tab; Escape brings the focus back. */
function useClosing(
  open: boolean,
  box: RefObject<HTMLElement | null>,
  trigger: RefObject<HTMLElement | null>,
  close: () => void,
): void {
  useEffect(() => {
    if (!open) return;
    const elsewhere = (event: Event): void => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) close();
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      close();
      trigger.current?.focus();
    };
    document.addEventListener("focusin", elsewhere);
    document.addEventListener("pointerdown", elsewhere);
    document.addEventListener("keydown", escape);
    return () => {
      document.removeEventListener("focusin", elsewhere);
      document.removeEventListener("pointerdown", elsewhere);
      document.removeEventListener("keydown", escape);
    };
  });
}
