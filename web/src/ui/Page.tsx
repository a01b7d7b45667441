import { type ReactNode, useEffect } from "react";

import { classes } from "./classes";

interface PageProps {
  /** Stands in the tab, and on the page unless `heading` replaces it. */
  title: string;
  heading?: ReactNode;
  /** A line beneath the heading. */
  lead?: ReactNode;
  /** At the right: the page's one clear action last. */
  actions?: ReactNode;
  width?: "narrow" | "regular" | "wide";
  children: ReactNode;
}

const WIDTHS = { narrow: "max-w-2xl", regular: "max-w-5xl", wide: "max-w-7xl" };

/** The shell of a page's content: a heading, its actions, and room. */
export function Page({ title, heading, lead, actions, width = "regular", children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Parley`;
  }, [title]);
  return (
    <div className={classes("mx-auto w-full px-4 py-6 sm:px-6 sm:py-10", WIDTHS[width])}>
      <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-4 sm:mb-8">
        <div className="min-w-0 flex-1 basis-64">
          {heading ?? <h1 className="text-2xl font-semibold tracking-tight sm:text-3xl">{title}</h1>}
          {lead ? <div className="mt-1 text-ink-soft">{lead}</div> : null}
        </div>
        {actions ? <div className="flex flex-wrap items-center gap-3">{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}
