import { CircleUserRound, LogOut, MessagesSquare } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { User } from "@/core/api";
import { chooseTheme, storedTheme } from "@/core/theme";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuChoice, MenuItem, MenuSeparator } from "@/ui/Menu";
import { useAccountSession } from "@/ui/session";

import { LanguageMenu } from "./LanguageMenu";

export function AccountMenu({ user }: { user: User }) {
  const { t } = useTranslation();
  const session = useAccountSession();
  const navigate = useNavigate();
  const [theme, setTheme] = useState(storedTheme);

  async function signOut(): Promise<void> {
    // Unreachable server or not, this page forgets the person; and who comes next starts afresh.
    await session.signOut().catch(() => undefined);
    await navigate("/signin", { replace: true });
  }

  return (
    <Menu trigger={<IconButton icon={CircleUserRound} label={t("nav.account", { name: user.name })} tooltip={false} />}>
      <div className="max-w-64 px-3 pt-2 pb-1">
        <p className="truncate font-medium">{user.name}</p>
        <p className="truncate text-sm text-ink-soft">{user.email}</p>
      </div>
      <MenuSeparator />
      {user.role === "candidate" ? null : (
        <div className="sm:hidden">
          <MenuItem icon={MessagesSquare} onSelect={() => void navigate("/practice")}>
            {t("nav.practice")}
          </MenuItem>
          <MenuSeparator />
        </div>
      )}
      <MenuChoice
        label={t("nav.theme")}
        value={theme}
        options={[
          { value: "system", label: t("nav.themeSystem") },
          { value: "light", label: t("nav.themeLight") },
          { value: "dark", label: t("nav.themeDark") },
        ]}
        onChange={(next) => {
          setTheme(next);
          chooseTheme(next);
        }}
      />
      <MenuSeparator />
      <LanguageMenu />
      <MenuSeparator />
      <MenuItem icon={LogOut} onSelect={() => void signOut()}>
        {t("nav.signOut")}
      </MenuItem>
    </Menu>
  );
}
