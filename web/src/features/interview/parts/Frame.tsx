import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { PrivacyMenu } from "./PrivacyMenu";

/** The page around each step: whose interview it is, how far one is, and room. */
export function Frame({
  company,
  status,
  footer,
  wide,
  children,
}: {
  company: string | null;
  status?: ReactNode;
  footer?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  const { t } = useTranslation("interview");
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b">
        <div className="mx-auto flex min-h-14 max-w-5xl flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-2 sm:px-6">
          <span className="flex-1 font-semibold">{company ?? t("brand")}</span>
          {status ? <div className="order-last w-full sm:order-none sm:w-auto">{status}</div> : null}
          <PrivacyMenu />
        </div>
      </header>
      <main
        className={`mx-auto flex w-full flex-1 flex-col gap-6 px-4 py-8 sm:px-6 sm:py-12 ${wide ? "max-w-5xl" : "max-w-2xl"}`}
      >
        {children}
      </main>
      {footer ? (
        // Not over the one button on a small phone's screen.
        <footer className="bottom-0 border-t bg-ground sm:sticky [@media(min-height:50rem)]:sticky">
          <div className="mx-auto max-w-5xl px-4 py-3 sm:px-6">{footer}</div>
        </footer>
      ) : null}
    </div>
  );
}
