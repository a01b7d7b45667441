import { useSortable } from "@dnd-kit/sortable";
import { ArrowDown, ArrowUp, Copy, GripVertical, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { TemplateSettings } from "@/core/api";
import { classes } from "@/ui/classes";
import { IconButton } from "@/ui/IconButton";

import { type DraftQuestion, lacks } from "./draft";
import { QuestionDetails } from "./QuestionDetails";
import { QuestionSummary } from "./QuestionSummary";

interface QuestionCardProps {
  question: DraftQuestion;
  number: number;
  total: number;
  settings: TemplateSettings;
  selected: boolean;
  onSelect: () => void;
  onChange: (values: Partial<DraftQuestion>) => void;
  onMove: (step: 1 | -1) => void;
  onDuplicate: () => void;
  onDelete: () => void;
}

export function QuestionCard({ question, number, total, settings, selected, onSelect, onChange, onMove, onDuplicate, onDelete }: QuestionCardProps) {
  const { t } = useTranslation("hiring");
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: question.key });
  const missing = lacks(question);

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- not operated itself: it opens when the focus enters one of its controls
    <li
      ref={setNodeRef}
      data-question={question.key}
      onFocus={onSelect}
      // The list moves along one axis, whatever the pointer does.
      style={{ transform: transform ? `translate3d(0, ${Math.round(transform.y)}px, 0)` : undefined, transition }}
      className={classes(
        "relative rounded-md border bg-surface transition-colors",
        selected ? "border-line-strong" : "hover:border-line-strong",
        isDragging && "z-10 border-accent",
      )}
    >
      <div className="flex items-start gap-1 py-3 pr-3 pl-1">
        <button
          type="button"
          ref={setActivatorNodeRef}
          {...attributes}
          {...listeners}
          aria-label={t("editor.drag", { number })}
          className="grid h-9 w-8 shrink-0 cursor-grab touch-none place-items-center rounded-sm text-ink-soft hover:text-ink active:cursor-grabbing"
        >
          <GripVertical aria-hidden size={16} />
        </button>
        <span aria-hidden className="w-6 shrink-0 pt-1.5 text-right text-ink-soft tabular">
          {number}
        </span>
        <div className="min-w-0 flex-1">
          <textarea
            aria-label={t("editor.question", { number })}
            aria-invalid={missing === "text" || undefined}
            placeholder={t("editor.textPlaceholder")}
            value={question.text}
            rows={1}
            onChange={(event) => onChange({ text: event.target.value })}
            className="block field-sizing-content w-full resize-none rounded-sm bg-transparent px-2 py-1.5 font-medium -outline-offset-2 placeholder:font-normal placeholder:text-ink-soft"
          />
          {selected ? null : <QuestionSummary question={question} settings={settings} />}
        </div>
      </div>
      {selected ? (
        <>
          <QuestionDetails question={question} settings={settings} onChange={onChange} />
          <div className="flex items-center border-t px-2 py-1">
            <IconButton icon={ArrowUp} label={t("editor.moveUp", { number })} disabled={number === 1} onClick={() => onMove(-1)} />
            <IconButton icon={ArrowDown} label={t("editor.moveDown", { number })} disabled={number === total} onClick={() => onMove(1)} />
            <span className="flex-1" />
            <IconButton icon={Copy} label={t("editor.duplicateQuestion", { number })} onClick={onDuplicate} />
            <IconButton icon={Trash2} label={t("editor.deleteQuestion", { number })} onClick={onDelete} />
          </div>
        </>
      ) : null}
    </li>
  );
}
