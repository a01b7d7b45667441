import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { ButtonLink } from "@/ui/ButtonLink";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";

import { keys, useHiring } from "../use-hiring";
import { DraftEditor } from "./DraftEditor";
import { ReadOnlyTemplate } from "./ReadOnlyTemplate";

export function EditorPage() {
  const { t } = useTranslation("hiring");
  const { id = "" } = useParams();
  const api = useHiring();
  // The draft starts from what the server has now, never from what the cache remembers.
  const fresh = { staleTime: Infinity, refetchOnMount: "always" } as const;
  const template = useQuery({ queryKey: keys.template(id), queryFn: ({ signal }) => api.template(id, signal), ...fresh });
  const questions = useQuery({ queryKey: keys.questions(id), queryFn: ({ signal }) => api.questions(id, signal), ...fresh });

  const error = template.error ?? questions.error;
  if (error) {
    return (
      <ErrorState
        error={error}
        onRetry={() => {
          void template.refetch();
          void questions.refetch();
        }}
        action={<ButtonLink to="/templates">{t("editor.back")}</ButtonLink>}
      />
    );
  }
  const loaded = template.isFetchedAfterMount && questions.isFetchedAfterMount;
  if (!loaded || !template.data || !questions.data) return <EditorSkeleton />;
  return template.data.status === "draft" ? (
    <DraftEditor key={id} template={template.data} questions={questions.data} />
  ) : (
    <ReadOnlyTemplate template={template.data} questions={questions.data} />
  );
}

function EditorSkeleton() {
  const { t } = useTranslation("ui");
  return (
    <div role="status" aria-label={t("loading")} className="mx-auto flex max-w-7xl flex-col gap-4 px-4 py-10 sm:px-6">
      <Skeleton className="h-5 w-32" />
      <Skeleton className="h-9 w-96 max-w-full" />
      <div className="mt-6 grid gap-8 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex flex-col gap-4">
          <Skeleton className="h-28" />
          <Skeleton className="h-28" />
          <Skeleton className="h-28" />
        </div>
        <Skeleton className="hidden h-96 lg:block" />
      </div>
    </div>
  );
}
