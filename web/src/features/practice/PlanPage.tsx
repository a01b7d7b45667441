import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import { useErrorText } from "@/ui/error-text";
import { ErrorState } from "@/ui/ErrorState";
import { FieldError } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";
import { useLocale } from "@/ui/use-locale";

import { nameOfLanguage } from "./name-of-language";
import { keys, usePractice } from "./use-practice";
import { useStart } from "./use-start";

/** `/practice/:templateId`: a link that somebody passed on, to practise with one set of questions. */
export function PlanPage() {
  const { t } = useTranslation("practice");
  const { templateId = "" } = useParams();
  const locale = useLocale();
  const errorText = useErrorText();
  const api = usePractice();
  const plans = useQuery({ queryKey: keys.plans, queryFn: ({ signal }) => api.plans(signal) });
  const start = useStart();
  if (plans.isPending)
    return (
      <Page title={t("title")} width="narrow">
        <Skeleton className="h-40 w-full" />
      </Page>
    );
  if (plans.isError) return <ErrorState error={plans.error} busy={plans.isFetching} onRetry={() => void plans.refetch()} />;
  const plan = plans.data.items.find(({ id }) => id === templateId);
  if (!plan)
    return (
      <EmptyState title={t("plan.goneTitle")} action={<ButtonLink to="/practice">{t("plan.other")}</ButtonLink>}>
        {t("plan.gone")}
      </EmptyState>
    );
  return (
    <Page title={plan.title} width="narrow">
      <div className="flex flex-col gap-4">
        <p className="measure text-lg text-ink-soft">
          {t("plan.lead", { count: plan.total_questions, minutes: plan.minutes, language: nameOfLanguage(plan.language, locale) })}
        </p>
        <p className="measure text-ink-soft">{t("plan.who")}</p>
        {start.isError ? <FieldError>{errorText(start.error)}</FieldError> : null}
        <div className="flex flex-wrap gap-3 pt-2">
          <Button
            variant="primary"
            size="lg"
            busy={start.isPending || start.isSuccess}
            onClick={() => start.mutate({ template_id: plan.id })}
          >
            {t("new.start")}
          </Button>
          <ButtonLink variant="quiet" size="lg" to="/practice">
            {t("plan.other")}
          </ButtonLink>
        </div>
        <p className="text-sm text-ink-soft">{t("new.startHint")}</p>
      </div>
    </Page>
  );
}
