import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from "@dnd-kit/core";
import { SortableContext, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { MessageCircleQuestion, Plus, Sparkles } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { useToast } from "@/ui/Toast";

import { DraftingDialog } from "./DraftingDialog";
import { moveByKey } from "./move-by-key";
import { QuestionCard } from "./QuestionCard";
import type { Editor } from "./use-editor";
import { useDragTexts } from "./use-drag-texts";

interface QuestionListProps {
  editor: Editor;
  selected: string | null;
  onSelect: (key: string | null) => void;
}

export function QuestionList({ editor, selected, onSelect }: QuestionListProps) {
  const { t } = useTranslation("hiring");
  const toast = useToast();
  const [drafting, setDrafting] = useState(false);
  const listRef = useRef<HTMLOListElement>(null);
  const { questions, settings } = editor.draft;
  const keys = questions.map((question) => question.key);
  const dragTexts = useDragTexts(keys);
  const sensors = useSensors(
    // A few pixels first, so that a tap on the handle stays a tap.
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: moveByKey(keys) }),
  );

  function onDragEnd({ active, over }: DragEndEvent): void {
    if (!over || active.id === over.id) return;
    editor.moveQuestion(keys.indexOf(String(active.id)), keys.indexOf(String(over.id)));
  }

  function add(): void {
    const key = editor.addQuestion();
    onSelect(key);
    requestAnimationFrame(() => listRef.current?.querySelector<HTMLElement>(`[data-question="${key}"] textarea`)?.focus());
  }

  const suggest = (
    <>
      <Button onClick={() => setDrafting(true)}>
        <Sparkles aria-hidden size={18} strokeWidth={1.75} />
        {t("drafting.open")}
      </Button>
      <DraftingDialog
        open={drafting}
        language={settings.language}
        onClose={() => setDrafting(false)}
        onAdd={(suggested) => {
          editor.addQuestions(suggested);
          onSelect(suggested[0]?.key ?? null);
          toast({
            text: t("drafting.added", { count: suggested.length }),
            undo: () => editor.removeQuestions(suggested.map(({ key }) => key)),
          });
        }}
      />
    </>
  );

  if (questions.length === 0) {
    return (
      <div className="rounded-md border border-dashed border-line-strong">
        <EmptyState
          icon={MessageCircleQuestion}
          title={t("editor.noQuestions")}
          action={
            <div className="flex flex-wrap justify-center gap-3">
              <Button variant="primary" onClick={add}>
                <Plus aria-hidden size={18} />
                {t("editor.addFirst")}
              </Button>
              {suggest}
            </div>
          }
        >
          {t("editor.noQuestionsText")}
        </EmptyState>
      </div>
    );
  }

  return (
    <>
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd} accessibility={dragTexts}>
        <SortableContext items={keys} strategy={verticalListSortingStrategy}>
          <ol ref={listRef} className="flex flex-col gap-3">
            {questions.map((question, index) => (
              <QuestionCard
                key={question.key}
                question={question}
                number={index + 1}
                total={questions.length}
                settings={settings}
                selected={question.key === selected}
                onSelect={() => onSelect(question.key)}
                onChange={(values) => editor.setQuestion(question.key, values)}
                onMove={(step) => editor.moveQuestion(index, index + step)}
                onDuplicate={() => editor.duplicateQuestion(question.key)}
                onDelete={() => {
                  editor.removeQuestion(question.key);
                  onSelect(questions[index + 1]?.key ?? questions[index - 1]?.key ?? null);
                  toast({
                    text: t("editor.questionDeleted", { number: index + 1 }),
                    undo: () => {
                      editor.restoreQuestion(question, index);
                      onSelect(question.key);
                    },
                  });
                }}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      <div className="mt-4 flex flex-wrap gap-3">
        <Button className="flex-1 border-dashed bg-transparent" onClick={add}>
          <Plus aria-hidden size={18} />
          {t("editor.addQuestion")}
        </Button>
        {suggest}
      </div>
    </>
  );
}
