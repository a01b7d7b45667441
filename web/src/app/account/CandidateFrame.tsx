import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { User } from "@/core/api";

import { Header } from "./Header";
import { NavLinks } from "./NavLinks";

export function CandidateFrame({ user, children }: { user: User; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      <Header user={user}>
        <NavLinks
          links={[
            { to: "/", label: t("nav.interviews") },
            { to: "/practice", label: t("nav.practice") },
          ]}
        />
      </Header>
      <main id="content" tabIndex={-1} className="outline-none">
        {children}
      </main>
    </>
  );
}
