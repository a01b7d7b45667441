import { useTranslation } from "react-i18next";
import { Outlet } from "react-router";

import type { User } from "@/core/api";
import { ButtonLink } from "@/ui/ButtonLink";
import { Centered } from "@/ui/Centered";

import { RequireAccount } from "./RequireAccount";
import { StaffFrame } from "./StaffFrame";

export function StaffLayout() {
  return <RequireAccount>{(user) => (user.role === "candidate" ? <Forbidden user={user} /> : <StaffPages user={user} />)}</RequireAccount>;
}

function StaffPages({ user }: { user: User }) {
  return (
    <StaffFrame user={user}>
      <Outlet />
    </StaffFrame>
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
