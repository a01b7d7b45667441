import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { NavLink, Outlet } from "react-router";

import type { User } from "@/core/api";
import { fetchConfig } from "@/core/api/identity";
import { ButtonLink } from "@/ui/ButtonLink";
import { Centered } from "@/ui/Centered";
import { classes } from "@/ui/classes";
import { useClient } from "@/ui/session";

import { Header } from "./Header";
import { RequireAccount } from "./RequireAccount";

export function StaffLayout() {
  return <RequireAccount>{(user) => (user.role === "candidate" ? <Forbidden user={user} /> : <StaffPages user={user} />)}</RequireAccount>;
}

function StaffPages({ user }: { user: User }) {
  const { t } = useTranslation();
  const client = useClient();
  const config = useQuery({ queryKey: ["config"], queryFn: ({ signal }) => fetchConfig(client, signal), staleTime: Infinity });
  const links = [
    { to: "/dashboard", label: t("nav.dashboard") },
    { to: "/templates", label: t("nav.templates") },
    { to: "/invitations", label: t("nav.invitations") },
    ...(config.data?.demo ? [{ to: "/mails", label: t("nav.mails") }] : []),
  ];
  return (
    <>
      <Header user={user}>
        <nav aria-label={t("nav.label")} className="flex min-w-0 gap-3 self-stretch overflow-x-auto text-sm min-[440px]:gap-4 min-[440px]:text-base sm:gap-6">
          {links.map((link) => (
            <NavLink
              key={link.to}
              to={link.to}
              className={({ isActive }) =>
                classes(
                  "-mb-px inline-flex items-center border-b-2 font-medium whitespace-nowrap -outline-offset-2 transition-colors",
                  isActive ? "border-accent text-ink" : "border-transparent text-ink-soft hover:text-ink",
                )
              }
            >
              {link.label}
            </NavLink>
          ))}
        </nav>
      </Header>
      <main id="content" tabIndex={-1} className="outline-none">
        <Outlet />
      </main>
    </>
  );
}

function Forbidden({ user }: { user: User }) {
  const { t } = useTranslation();
  return (
    <Centered title={t("forbidden.title")} text={t("forbidden.text", { email: user.email })}>
      <ButtonLink to="/" variant="primary">
        {t("notFound.home")}
      </ButtonLink>
    </Centered>
  );
}
