import { useMutation } from "@tanstack/react-query";
import { Archive, ArrowLeft, Ellipsis, Eye, Lock, Send } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import type { Question, Template } from "@/core/api";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem } from "@/ui/Menu";
import { Page } from "@/ui/Page";

import { CandidatePreview } from "../preview/CandidatePreview";
import { TemplateStatusWord } from "../StatusWords";
import { ArchiveDialog } from "../templates/ArchiveDialog";
import { useTemplateActions } from "../templates/use-template-actions";
import { draftOf } from "./draft";
import { QuestionSummary } from "./QuestionSummary";
import { SettingsSummary } from "./SettingsSummary";
import { SidePanel } from "./SidePanel";

export function ReadOnlyTemplate({ template, questions }: { template: Template; questions: Question[] }) {
  const { t } = useTranslation("hiring");
  const navigate = useNavigate();
  const errorText = useErrorText();
  const actions = useTemplateActions();
  const duplicate = useMutation({ mutationFn: actions.duplicate });
  const [index, setIndex] = useState(0);
  const [archiving, setArchiving] = useState(false);
  const draft = draftOf(template, questions);
  const published = template.status === "published";

  return (
    <Page
      title={template.title}
      width="wide"
      heading={
        <>
          <Link to="/templates" className="inline-flex min-h-10 items-center gap-2 text-sm text-ink-soft hover:text-ink">
            <ArrowLeft aria-hidden size={16} />
            {t("editor.back")}
          </Link>
          <h1 className="mt-2 text-2xl font-semibold tracking-tight sm:text-3xl">{template.title}</h1>
        </>
      }
      lead={
        <div className="flex flex-col gap-2">
          {template.description ? <p className="measure">{template.description}</p> : null}
          <TemplateStatusWord status={template.status} />
        </div>
      }
      actions={
        <>
          <Menu trigger={<IconButton icon={Ellipsis} label={t("list.more", { name: template.title })} tooltip={false} />}>
            <MenuItem icon={Eye} onSelect={() => void navigate(`/templates/${template.id}/preview`)}>
              {t("templates.preview")}
            </MenuItem>
            {published ? (
              <MenuItem icon={Archive} onSelect={() => setArchiving(true)}>
                {t("templates.archive")}
              </MenuItem>
            ) : null}
          </Menu>
          <Button variant={published ? "secondary" : "primary"} busy={duplicate.isPending} onClick={() => duplicate.mutate(template)}>
            {t("editor.duplicateToEdit")}
          </Button>
          {published ? (
            <ButtonLink variant="primary" to={`/invitations?invite=${template.id}`}>
              <Send aria-hidden size={16} />
              {t("templates.invite")}
            </ButtonLink>
          ) : null}
        </>
      }
    >
      {duplicate.error ? <FieldError>{errorText(duplicate.error)}</FieldError> : null}
      <p className="mb-6 flex items-start gap-3 rounded-md bg-sunken px-4 py-3">
        <Lock aria-hidden size={18} strokeWidth={1.75} className="mt-0.5 shrink-0 text-ink-soft" />
        {t(published ? "editor.readOnly" : "editor.readOnlyArchived")}
      </p>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-10 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <ol className="divide-y rounded-md border bg-surface">
          {draft.questions.map((question, place) => (
            <li key={question.key} className="flex gap-3 px-4 py-4">
              <span aria-hidden className="w-6 shrink-0 pt-1.5 text-right text-ink-soft tabular">
                {place + 1}
              </span>
              <div className="min-w-0">
                <p className="px-2 py-1.5 font-medium">{question.text}</p>
                <QuestionSummary question={question} settings={template.settings} />
                {question.options.length > 0 && question.type === "multiple_choice" ? (
                  <ul className="list-disc px-2 pt-2 pl-7 text-ink-soft">
                    {question.options.map((option) => (
                      <li key={option.key}>{option.text}</li>
                    ))}
                  </ul>
                ) : null}
              </div>
            </li>
          ))}
        </ol>
        <aside className="min-w-0">
          <SidePanel
            preview={
              <CandidatePreview title={template.title} settings={template.settings} questions={draft.questions} index={index} onIndex={setIndex} compact />
            }
            settings={<SettingsSummary settings={template.settings} />}
          />
        </aside>
      </div>
      <ArchiveDialog template={archiving ? template : null} onClose={() => setArchiving(false)} />
    </Page>
  );
}
