import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { ButtonLink } from "@/ui/ButtonLink";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Skeleton";

import { draftOf } from "../editor/draft";
import { keys, useHiring } from "../use-hiring";
import { CandidatePreview } from "./CandidatePreview";

export function PreviewPage() {
  const { t } = useTranslation("hiring");
  const { id = "" } = useParams();
  const api = useHiring();
  const [index, setIndex] = useState(0);
  const template = useQuery({ queryKey: keys.template(id), queryFn: ({ signal }) => api.template(id, signal), staleTime: 0 });
  const questions = useQuery({ queryKey: keys.questions(id), queryFn: ({ signal }) => api.questions(id, signal), staleTime: 0 });
  const error = template.error ?? questions.error;
  const back = <ButtonLink to={`/templates/${id}`}>{t("preview.back")}</ButtonLink>;

  if (error) {
    return (
      <ErrorState
        error={error}
        action={back}
        onRetry={() => {
          void template.refetch();
          void questions.refetch();
        }}
      />
    );
  }
  return (
    <Page title={t("preview.title")} lead={t("preview.as")} actions={back}>
      {template.data && questions.data ? (
        <>
          {template.data.description ? <p className="mb-6 measure">{template.data.description}</p> : null}
          <CandidatePreview
            title={template.data.title}
            settings={template.data.settings}
            questions={draftOf(template.data, questions.data).questions}
            index={index}
            onIndex={setIndex}
          />
        </>
      ) : (
        <Skeleton className="h-[28rem]" />
      )}
    </Page>
  );
}
