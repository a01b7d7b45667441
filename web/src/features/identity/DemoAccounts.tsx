import { useTranslation } from "react-i18next";

import type { ServerConfig } from "@/core/api";

interface DemoAccountsProps {
  accounts: ServerConfig["demoAccounts"];
  onChoose: (email: string) => void;
}

/** In a demo workspace: who one can be. The password was printed by the server. */
export function DemoAccounts({ accounts, onChoose }: DemoAccountsProps) {
  const { t } = useTranslation("identity");
  return (
    <section className="mt-8 rounded-md border bg-surface p-4">
      <h2 className="font-medium">{t("signIn.demoTitle")}</h2>
      <p className="mt-1 text-sm text-ink-soft">{t("signIn.demoText")}</p>
      <ul className="-mx-2 mt-3">
        {accounts.map((account) => (
          <li key={account.email}>
            <button
              type="button"
              onClick={() => onChoose(account.email)}
              className="flex min-h-10 w-full flex-wrap items-center justify-between gap-x-4 rounded-sm px-2 py-1 text-left hover:bg-hover"
            >
              <span className="truncate">{account.email}</span>
              <span className="text-sm text-ink-soft">{t(`signIn.roles.${account.role}`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
