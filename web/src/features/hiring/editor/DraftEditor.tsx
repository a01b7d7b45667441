import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";

import type { Question, Template } from "@/core/api";
import { classes } from "@/ui/classes";

import { CandidatePreview } from "../preview/CandidatePreview";
import { EditorHeader } from "./EditorHeader";
import { QuestionList } from "./QuestionList";
import { SettingsPanel } from "./SettingsPanel";
import { SidePanel } from "./SidePanel";
import { useEditor } from "./use-editor";
import { useUndoKeys } from "./use-undo-keys";

export function DraftEditor({ template, questions }: { template: Template; questions: Question[] }) {
  const { t } = useTranslation("hiring");
  const editor = useEditor(template, questions);
  const { draft } = editor;
  const location = useLocation();
  const titleRef = useRef<HTMLInputElement>(null);
  const [selected, setSelected] = useState<string | null>(draft.questions[0]?.key ?? null);
  const [view, setView] = useState<"questions" | "side">("questions");
  useUndoKeys(editor);

  useEffect(() => {
    document.title = `${draft.title || t("templates.untitled")} · Parley`;
  }, [draft.title, t]);

  const fresh = (location.state as { fresh?: boolean } | null)?.fresh === true;
  useEffect(() => {
    if (fresh) titleRef.current?.select();
  }, [fresh]);

  const shown = Math.max(0, draft.questions.findIndex((question) => question.key === selected));

  return (
    <div className="mx-auto w-full max-w-7xl px-4 pt-4 pb-24 sm:px-6 sm:pt-6">
      <h1 className="sr-only">{draft.title || t("templates.untitled")}</h1>
      <EditorHeader template={template} editor={editor} />
      <div className="mt-4 flex max-w-3xl flex-col gap-1 sm:mt-6">
        <input
          ref={titleRef}
          aria-label={t("editor.titleLabel")}
          placeholder={t("editor.titlePlaceholder")}
          value={draft.title}
          maxLength={255}
          onChange={(event) => editor.setTitle(event.target.value)}
          className="-mx-2 rounded-md border border-transparent bg-transparent px-2 py-1 text-2xl font-semibold tracking-tight transition-colors placeholder:text-ink-soft hover:border-line-strong sm:text-3xl"
        />
        <textarea
          aria-label={t("editor.descriptionLabel")}
          placeholder={t("editor.descriptionPlaceholder")}
          value={draft.description}
          rows={1}
          onChange={(event) => editor.setDescription(event.target.value)}
          className="-mx-2 field-sizing-content resize-none rounded-md border border-transparent bg-transparent px-2 py-1 text-ink-soft transition-colors placeholder:text-ink-soft hover:border-line-strong focus:text-ink"
        />
      </div>

      <div role="group" aria-label={t("editor.side")} className="mt-6 flex gap-1 rounded-md bg-sunken p-1 lg:hidden">
        {(["questions", "side"] as const).map((value) => (
          <button
            key={value}
            type="button"
            aria-pressed={view === value}
            onClick={() => setView(value)}
            className={classes("min-h-9 flex-1 rounded-sm px-3 text-sm font-medium", view === value ? "bg-surface text-ink" : "text-ink-soft")}
          >
            {value === "questions" ? t("editor.questions") : t("editor.side")}
          </button>
        ))}
      </div>

      <div className="mt-6 grid grid-cols-[minmax(0,1fr)] items-start gap-10 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <section aria-label={t("editor.questions")} className={classes("min-w-0", view === "side" && "hidden lg:block")}>
          <QuestionList editor={editor} selected={selected} onSelect={setSelected} />
        </section>
        <aside className={classes("min-w-0 lg:sticky lg:top-6", view === "questions" && "hidden lg:block")}>
          <SidePanel
            preview={
              <CandidatePreview
                title={draft.title}
                settings={draft.settings}
                questions={draft.questions}
                index={shown}
                onIndex={(index) => setSelected(draft.questions[index]?.key ?? null)}
                compact
              />
            }
            settings={<SettingsPanel settings={draft.settings} onChange={editor.setSettings} />}
          />
        </aside>
      </div>
    </div>
  );
}
