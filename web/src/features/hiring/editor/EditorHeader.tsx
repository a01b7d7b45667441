import { useMutation } from "@tanstack/react-query";
import { Archive, ArrowLeft, Copy, Ellipsis, Eye, Redo2, Trash2, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import type { Template } from "@/core/api";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";

import { ArchiveDialog } from "../templates/ArchiveDialog";
import { useTemplateActions } from "../templates/use-template-actions";
import { PublishDialog } from "./PublishDialog";
import { SaveStatus } from "./SaveStatus";
import type { Editor } from "./use-editor";

export function EditorHeader({ template, editor }: { template: Template; editor: Editor }) {
  const { t } = useTranslation("hiring");
  const navigate = useNavigate();
  const errorText = useErrorText();
  const actions = useTemplateActions();
  const [dialog, setDialog] = useState<"publish" | "archive" | null>(null);
  // What happens next must see the last letter typed.
  const duplicate = useMutation({
    mutationFn: async () => {
      await editor.save();
      await actions.duplicate(template);
    },
  });
  const current = { ...template, title: editor.draft.title };

  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Link to="/templates" className="inline-flex min-h-10 items-center gap-2 text-sm text-ink-soft hover:text-ink">
          <ArrowLeft aria-hidden size={16} />
          {t("editor.back")}
        </Link>
        <div className="order-last w-full min-w-0 sm:order-none sm:w-auto sm:flex-1">
          <SaveStatus state={editor.saving} onSave={() => void editor.save()} />
        </div>
        <div className="ml-auto flex items-center gap-1">
          <IconButton icon={Undo2} label={t("editor.undo")} disabled={!editor.canUndo} onClick={editor.undo} />
          <IconButton icon={Redo2} label={t("editor.redo")} disabled={!editor.canRedo} onClick={editor.redo} />
          <Menu trigger={<IconButton icon={Ellipsis} label={t("list.more", { name: current.title })} tooltip={false} />}>
            <MenuItem icon={Eye} onSelect={() => void editor.save().then(() => navigate(`/templates/${template.id}/preview`))}>
              {t("templates.preview")}
            </MenuItem>
            <MenuItem icon={Copy} onSelect={() => duplicate.mutate()}>
              {t("templates.duplicate")}
            </MenuItem>
            <MenuItem icon={Archive} onSelect={() => setDialog("archive")}>
              {t("templates.archive")}
            </MenuItem>
            <MenuSeparator />
            <MenuItem
              icon={Trash2}
              danger
              onSelect={() => {
                actions.remove(current);
                void navigate("/templates");
              }}
            >
              {t("templates.delete")}
            </MenuItem>
          </Menu>
          <Button variant="primary" className="ml-2" onClick={() => setDialog("publish")}>
            {t("editor.publish")}
          </Button>
        </div>
      </div>
      {duplicate.error ? <FieldError>{errorText(duplicate.error)}</FieldError> : null}
      <PublishDialog template={template} editor={editor} open={dialog === "publish"} onClose={() => setDialog(null)} />
      <ArchiveDialog template={dialog === "archive" ? current : null} onClose={() => setDialog(null)} />
    </div>
  );
}
