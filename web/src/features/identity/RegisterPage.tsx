import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Link, Navigate } from "react-router";
import { z } from "zod";

import { isApiError } from "@/core/api";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { Field, FieldError } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { PasswordInput } from "@/ui/PasswordInput";
import { useAccountSession, useSessionState } from "@/ui/session";

import { EntryFrame } from "./EntryFrame";

const Account = z.object({ name: z.string().trim().min(1), email: z.email(), password: z.string().min(10) });

export function RegisterPage() {
  const { t } = useTranslation("identity");
  const session = useAccountSession();
  const state = useSessionState();
  const errorText = useErrorText();
  const [failure, setFailure] = useState<string>();
  const form = useForm({ resolver: zodResolver(Account), defaultValues: { name: "", email: "", password: "" } });
  const { errors, isSubmitting } = form.formState;

  if (state.status === "signedIn") return <Navigate to="/" replace />;

  const submit = form.handleSubmit(async (account) => {
    setFailure(undefined);
    try {
      await session.register(account);
    } catch (error) {
      if (isApiError(error, "email_taken")) form.setError("email", { type: "taken" }, { shouldFocus: true });
      else setFailure(isApiError(error, "registration_disabled") ? t("register.closed") : errorText(error));
    }
  });

  return (
    <EntryFrame title={t("register.title")} lead={t("register.lead")}>
      <form noValidate onSubmit={(event) => void submit(event)} className="mt-8 flex flex-col gap-5">
        <Field label={t("register.name")} hint={t("register.nameHint")} required error={errors.name && t("errors.name")}>
          {(control) => <Input {...control} {...form.register("name")} autoComplete="name" />}
        </Field>
        <Field
          label={t("signIn.email")}
          required
          error={errors.email && (errors.email.type === "taken" ? t("register.taken") : t("errors.email"))}
        >
          {(control) => <Input {...control} {...form.register("email")} type="email" autoComplete="username" inputMode="email" />}
        </Field>
        <Field label={t("signIn.password")} hint={t("register.passwordHint")} required error={errors.password && t("errors.passwordShort")}>
          {(control) => <PasswordInput {...control} {...form.register("password")} autoComplete="new-password" />}
        </Field>
        {failure ? <FieldError>{failure}</FieldError> : null}
        <Button type="submit" variant="primary" size="lg" busy={isSubmitting}>
          {t("register.submit")}
        </Button>
      </form>
      <p className="mt-8 border-t pt-6 text-sm text-ink-soft">
        {t("register.hasAccount")}{" "}
        <Link to="/signin" className="font-medium text-accent underline underline-offset-4">
          {t("register.signIn")}
        </Link>
      </p>
    </EntryFrame>
  );
}
