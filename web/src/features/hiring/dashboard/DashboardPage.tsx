import { useQuery } from "@tanstack/react-query";
import { ChartNoAxesColumn } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Dashboard } from "@/core/api";
import { ButtonLink } from "@/ui/ButtonLink";
import { classes } from "@/ui/classes";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";

import { TemplateFilter } from "../invitations/TemplateFilter";
import { useListAddress } from "../list/use-list-address";
import { keys, useHiring } from "../use-hiring";
import { DaysChart } from "./DaysChart";
import { Funnel } from "./Funnel";
import { TemplateTable } from "./TemplateTable";

const REFRESH_MS = 60_000;

/** How all interviews are going, and what waits for me. */
export function DashboardPage() {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const address = useListAddress();
  const templateId = address.get("template");
  const dashboard = useQuery({
    queryKey: [...keys.dashboard, templateId],
    queryFn: ({ signal }) => api.dashboard(templateId, signal),
    refetchInterval: REFRESH_MS,
  });
  const empty = dashboard.data?.funnel.invited === 0 && templateId === "";
  return (
    <Page
      title={t("dashboard.title")}
      lead={t("dashboard.lead")}
      actions={empty ? null : <TemplateFilter value={templateId} onChange={(value) => address.change({ template: value })} />}
    >
      {dashboard.isPending ? <DashboardSkeleton /> : null}
      {dashboard.isError && !dashboard.data ? (
        <ErrorState error={dashboard.error} busy={dashboard.isFetching} onRetry={() => void dashboard.refetch()} />
      ) : null}
      {empty ? (
        <EmptyState
          icon={ChartNoAxesColumn}
          title={t("dashboard.emptyTitle")}
          action={
            <ButtonLink variant="primary" to="/invitations">
              {t("dashboard.toInvitations")}
            </ButtonLink>
          }
        >
          {t("dashboard.empty")}
        </EmptyState>
      ) : null}
      {dashboard.data && !empty ? <Figures dashboard={dashboard.data} templateId={templateId} /> : null}
    </Page>
  );
}

function Figures({ dashboard, templateId }: { dashboard: Dashboard; templateId: string }) {
  const { t } = useTranslation("hiring");
  const template = templateId === "" ? "" : `&template=${templateId}`;
  const { funnel, decisions, toReview, dueSoon } = dashboard;
  const decided = decisions.advance + decisions.hold + decisions.reject;
  return (
    <div className="flex flex-col gap-6">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Waiting
          to={`/invitations?status=completed&decision=none${template}`}
          title={toReview > 0 ? t("dashboard.toReview", { count: toReview }) : t("dashboard.nothingToReview")}
          hint={t(toReview > 0 ? "dashboard.toReviewHint" : "dashboard.nothingToReviewHint")}
          strong={toReview > 0}
        />
        <Waiting
          to={`/invitations?${template}`}
          title={dueSoon > 0 ? t("dashboard.dueSoon", { count: dueSoon }) : t("dashboard.nothingDue")}
          hint={t(dueSoon > 0 ? "dashboard.dueSoonHint" : "dashboard.nothingDueHint")}
        />
        <section className="rounded-md border bg-surface px-5 py-4 sm:col-span-2 lg:col-span-1">
          <h2 className="text-sm text-ink-soft">{t("dashboard.decisions")}</h2>
          {decided === 0 ? (
            <p className="mt-1">{t("dashboard.noDecisions")}</p>
          ) : (
            <ul className="mt-1 flex gap-6">
              {(["advance", "hold", "reject"] as const).map((word) => (
                <li key={word}>
                  <Link to={`/invitations?decision=${word}${template}`} className="flex flex-col-reverse rounded-sm hover:underline">
                    <span className="text-sm text-ink-soft">{t(`dashboard.${word}`)}</span>
                    <span className="text-xl font-semibold tabular">{decisions[word]}</span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
      <section className="rounded-md border bg-surface px-5 py-5">
        <h2 className="font-semibold">{t("dashboard.funnel")}</h2>
        <Funnel funnel={funnel} />
      </section>
      <section className="rounded-md border bg-surface px-5 py-5">
        <h2 className="font-semibold">{t("dashboard.days")}</h2>
        <DaysChart days={dashboard.days} />
      </section>
      {dashboard.templates.length > 0 ? (
        <section className="rounded-md border bg-surface px-5 py-5">
          <h2 className="font-semibold">{t("dashboard.templates")}</h2>
          <TemplateTable templates={dashboard.templates} />
        </section>
      ) : null}
    </div>
  );
}

function Waiting({ to, title, hint, strong = false }: { to: string; title: string; hint: string; strong?: boolean }) {
  return (
    <Link
      to={to}
      className={classes("rounded-md border px-5 py-4 transition-colors hover:bg-hover", strong ? "border-accent bg-accent-soft" : "bg-surface")}
    >
      <span className="block text-lg font-semibold">{title}</span>
      <span className="block text-sm text-ink-soft">{hint}</span>
    </Link>
  );
}

function DashboardSkeleton() {
  const { t } = useTranslation("ui");
  return (
    <div role="status" aria-label={t("loading")} className="flex flex-col gap-6">
      <div className="grid gap-4 sm:grid-cols-3">
        <Skeleton className="h-20 rounded-md" />
        <Skeleton className="h-20 rounded-md" />
        <Skeleton className="h-20 rounded-md" />
      </div>
      <Skeleton className="h-64 rounded-md" />
      <Skeleton className="h-56 rounded-md" />
    </div>
  );
}
