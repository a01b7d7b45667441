import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useLocation } from "react-router";

import type { User } from "@/core/api";
import { Centered } from "@/ui/Centered";
import { Button } from "@/ui/Button";
import { useAccountSession, useSessionState } from "@/ui/session";

import { PageSkeleton } from "../PageSkeleton";

/** Waits for the session, sends strangers to sign in and back again afterwards. */
export function RequireAccount({ children }: { children: (user: User) => ReactNode }) {
  const { t } = useTranslation();
  const { t: tUi } = useTranslation("ui");
  const session = useAccountSession();
  const state = useSessionState();
  const location = useLocation();

  switch (state.status) {
    case "restoring":
      return <PageSkeleton />;
    case "unreachable":
      return (
        <Centered title={t("unreachable.title")} text={t("unreachable.text")}>
          <Button variant="primary" onClick={() => void session.restore()}>
            {tUi("retry")}
          </Button>
        </Centered>
      );
    case "signedOut": {
      const here = location.pathname + location.search;
      return <Navigate to={here === "/" ? "/signin" : `/signin?next=${encodeURIComponent(here)}`} replace />;
    }
    case "signedIn":
      return children(state.user);
  }
}
