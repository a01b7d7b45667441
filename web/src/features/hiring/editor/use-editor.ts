import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";

import type { Question, Template, TemplateSettings } from "@/core/api";

import { keys, useHiring } from "../use-hiring";
import { copyOfQuestion, type Draft, type DraftQuestion, draftOf, moved, newQuestion } from "./draft";
import { edit, redo, startHistory, undo } from "./history";
import { TemplateSaver } from "./template-saver";

/** The draft, its edits, and the saver that follows it. */
export function useEditor(template: Template, questions: Question[]) {
  const api = useHiring();
  const queries = useQueryClient();
  const [history, setHistory] = useState(() => startHistory(draftOf(template, questions)));
  const [saver] = useState(() => new TemplateSaver(template.id, api, history.present));
  const saving = useSyncExternalStore(saver.subscribe, saver.getState);
  const draft = history.present;

  useEffect(() => saver.change(draft), [saver, draft]);
  useEffect(() => {
    return () => {
      // The list and the preview show what was kept, so they wait for it.
      void saver.dispose().then(() => queries.invalidateQueries({ queryKey: keys.templates }));
    };
  }, [saver, queries]);
  useEffect(() => {
    const retry = () => void saver.flush();
    const warn = (event: BeforeUnloadEvent) => {
      if (!saver.hasUnsaved()) return;
      retry();
      event.preventDefault();
    };
    window.addEventListener("online", retry);
    window.addEventListener("beforeunload", warn);
    return () => {
      window.removeEventListener("online", retry);
      window.removeEventListener("beforeunload", warn);
    };
  }, [saver]);

  const change = useCallback((field: string, apply: (draft: Draft) => Draft) => {
    setHistory((current) => edit(current, apply(current.present), field, Date.now()));
  }, []);

  const actions = useMemo(() => {
    const changeQuestions = (field: string, apply: (questions: DraftQuestion[]) => DraftQuestion[]) =>
      change(field, (current) => ({ ...current, questions: apply(current.questions) }));
    return {
      setTitle: (title: string) => change("title", (current) => ({ ...current, title })),
      setDescription: (description: string) => change("description", (current) => ({ ...current, description })),
      setSettings: (settings: Partial<TemplateSettings>) =>
        change(`settings.${Object.keys(settings).join()}`, (current) => ({ ...current, settings: { ...current.settings, ...settings } })),
      setQuestion: (key: string, values: Partial<DraftQuestion>) =>
        changeQuestions(`${key}.${Object.keys(values).join()}`, (all) =>
          all.map((question) => (question.key === key ? { ...question, ...values } : question)),
        ),
      addQuestion: (): string => {
        const question = newQuestion();
        changeQuestions(`add ${question.key}`, (all) => [...all, question]);
        return question.key;
      },
      /** All of them are one step back. */
      addQuestions: (questions: DraftQuestion[]) => changeQuestions(`add ${questions[0]?.key ?? ""}`, (all) => [...all, ...questions]),
      duplicateQuestion: (key: string) =>
        changeQuestions(`copy ${key} ${Date.now()}`, (all) =>
          all.flatMap((question) => (question.key === key ? [question, copyOfQuestion(question)] : [question])),
        ),
      removeQuestion: (key: string) => changeQuestions(`remove ${key}`, (all) => all.filter((question) => question.key !== key)),
      removeQuestions: (keys: readonly string[]) =>
        changeQuestions(`remove ${keys.join()}`, (all) => all.filter((question) => !keys.includes(question.key))),
      /** Puts one back where it was, whatever was edited since. */
      restoreQuestion: (question: DraftQuestion, index: number) =>
        changeQuestions(`restore ${question.key}`, (all) =>
          all.some((other) => other.key === question.key) ? all : [...all.slice(0, index), question, ...all.slice(index)],
        ),
      moveQuestion: (from: number, to: number) => changeQuestions(`move ${Date.now()}`, (all) => moved(all, from, to)),
      undo: () => setHistory(undo),
      redo: () => setHistory(redo),
      save: () => saver.flush(),
    };
  }, [change, saver]);

  return { draft, saving, canUndo: history.past.length > 0, canRedo: history.future.length > 0, ...actions };
}

export type Editor = ReturnType<typeof useEditor>;
