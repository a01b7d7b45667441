import { zodResolver } from "@hookform/resolvers/zod";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";

import type { Invitation, Template } from "@/core/api";
import { randomUuid } from "@/core/api";
import { formatDateTime, fromLocalInput, ownZone, toLocalInput } from "@/core/time";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { Field, FieldError } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Select } from "@/ui/Select";
import { useLocale } from "@/ui/use-locale";

import { keys, useHiring } from "../use-hiring";
import { defaultDeadline } from "./default-deadline";

const Invite = z.object({
  templateId: z.string().min(1),
  name: z.string().trim().min(1),
  email: z.email(),
  deadline: z.string().refine((value) => {
    const date = fromLocalInput(value);
    return date !== null && date.getTime() > Date.now();
  }),
  timezone: z.string(),
});

interface InviteFormProps {
  templates: Template[];
  templateId: string;
  onSent: (invitation: Invitation & { link: string }) => void;
  onCancel: () => void;
}

export function InviteForm({ templates, templateId, onSent, onCancel }: InviteFormProps) {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const queries = useQueryClient();
  const locale = useLocale();
  const errorText = useErrorText();
  const [failure, setFailure] = useState<string>();
  const zones = useMemo(() => Intl.supportedValuesOf("timeZone"), []);
  const preset = templates.find((template) => template.id === templateId) ?? (templates.length === 1 ? templates[0] : undefined);
  const form = useForm({
    resolver: zodResolver(Invite),
    defaultValues: {
      templateId: preset?.id ?? "",
      name: "",
      email: "",
      deadline: toLocalInput(defaultDeadline(new Date())),
      timezone: "",
    },
  });
  const { errors, isSubmitting } = form.formState;
  const { deadline, timezone } = useWatch({ control: form.control });
  const instant = fromLocalInput(deadline ?? "");

  // Sent again after a lost answer, it is still one invitation; another content is another.
  const [attempt, setAttempt] = useState({ body: "", key: "" });

  const submit = form.handleSubmit(async (values) => {
    setFailure(undefined);
    const input = {
      templateId: values.templateId,
      candidateName: values.name,
      candidateEmail: values.email,
      ...(instant ? { expiresAt: instant.toISOString() } : {}),
      ...(values.timezone === "" ? {} : { candidateTimezone: values.timezone }),
    };
    const body = JSON.stringify(input);
    const key = attempt.body === body ? attempt.key : randomUuid();
    setAttempt({ body, key });
    try {
      const invitation = await api.invite(input, key);
      void queries.invalidateQueries({ queryKey: keys.invitations });
      onSent(invitation);
    } catch (error) {
      setFailure(errorText(error));
    }
  });

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
      <Field label={t("invite.template")} required error={errors.templateId && t("invite.templateMissing")}>
        {(control) => (
          <Select {...control} {...form.register("templateId")}>
            <option value="">{t("invite.choose")}</option>
            {templates.map((template) => (
              <option key={template.id} value={template.id}>
                {template.title}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("invite.name")} required error={errors.name && t("invite.nameMissing")}>
        {(control) => <Input {...control} {...form.register("name")} autoComplete="off" />}
      </Field>
      <Field label={t("invite.email")} required error={errors.email && t("invite.emailWrong")}>
        {(control) => <Input {...control} {...form.register("email")} type="email" inputMode="email" autoComplete="off" />}
      </Field>
      <Field
        label={t("invite.deadline")}
        required
        hint={t("invite.deadlineHint", { zone: ownZone().replaceAll("_", " ") })}
        error={errors.deadline && t(instant ? "invite.deadlinePast" : "invite.deadlineMissing")}
      >
        {(control) => <Input {...control} {...form.register("deadline")} type="datetime-local" className="tabular" />}
      </Field>
      <Field
        label={t("invite.timezone")}
        optional
        hint={instant && timezone ? t("invite.deadlineThere", { time: formatDateTime(instant.toISOString(), locale, timezone) }) : null}
      >
        {(control) => (
          <Select {...control} {...form.register("timezone")}>
            <option value="">{t("invite.timezoneSame")}</option>
            {zones.map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll("_", " ")}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {failure ? <FieldError>{failure}</FieldError> : null}
      <div className="-mx-6 -mb-6 flex flex-wrap justify-end gap-3 border-t px-6 py-4">
        <Button onClick={onCancel}>{t("invite.cancel")}</Button>
        <Button type="submit" variant="primary" busy={isSubmitting}>
          {t("invite.send")}
        </Button>
      </div>
    </form>
  );
}
