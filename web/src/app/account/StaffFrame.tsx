import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { User } from "@/core/api";
import { fetchConfig } from "@/core/api/identity";
import { useClient } from "@/ui/session";

import { Header } from "./Header";
import { NavLinks } from "./NavLinks";

export function StaffFrame({ user, children }: { user: User; children: ReactNode }) {
  const { t } = useTranslation();
  const client = useClient();
  const config = useQuery({ queryKey: ["config"], queryFn: ({ signal }) => fetchConfig(client, signal), staleTime: Infinity });
  const links = [
    { to: "/dashboard", label: t("nav.dashboard") },
    { to: "/templates", label: t("nav.templates") },
    { to: "/invitations", label: t("nav.invitations") },
    { to: "/practice", label: t("nav.practice"), wide: true },
    ...(config.data?.demo ? [{ to: "/mails", label: t("nav.mails") }] : []),
  ];
  return (
    <>
      <Header user={user}>
        <NavLinks links={links} />
      </Header>
      <main id="content" tabIndex={-1} className="outline-none">
        {children}
      </main>
    </>
  );
}
