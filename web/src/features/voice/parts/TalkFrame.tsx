import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** The page around the steps before and after the conversation. */
export function TalkFrame({ name, aside, children }: { name: string | null; aside?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation("voice");
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b">
        <div className="mx-auto flex min-h-14 max-w-5xl items-center justify-between gap-4 px-4 py-2 sm:px-6">
          <span className="min-w-0 truncate font-semibold">{name ?? t("brand")}</span>
          {aside}
        </div>
      </header>
      <main className="mx-auto flex w-full max-w-2xl flex-1 flex-col gap-6 px-4 py-8 sm:px-6 sm:py-12">{children}</main>
    </div>
  );
}
