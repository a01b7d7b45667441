import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { User } from "@/core/api";
import { OfflineBanner } from "@/ui/OfflineBanner";
import { Wordmark } from "@/ui/Wordmark";

import { AccountMenu } from "./AccountMenu";

/** The strip above every page of an account. */
export function Header({ user, children }: { user: User; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      <a
        href="#content"
        className="sr-only rounded-md bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
      >
        {t("nav.skip")}
      </a>
      <header className="border-b bg-surface">
        <div className="mx-auto flex min-h-14 max-w-7xl items-center gap-x-3 px-4 min-[400px]:gap-x-4 sm:gap-x-8 sm:px-6">
          <Link to="/" aria-label={t("name")} className="inline-flex shrink-0">
            <Wordmark />
          </Link>
          {children}
          <div className="-mr-2 ml-auto">
            <AccountMenu user={user} />
          </div>
        </div>
      </header>
      <OfflineBanner />
    </>
  );
}
