import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useSearchParams } from "react-router";
import { z } from "zod";

import { isApiError } from "@/core/api";
import { fetchConfig } from "@/core/api/identity";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { Field, FieldError } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { PasswordInput } from "@/ui/PasswordInput";
import { useAccountSession, useClient, useSessionState } from "@/ui/session";

import { DemoAccounts } from "./DemoAccounts";
import { EntryFrame } from "./EntryFrame";
import { nextAddress } from "./next-address";

const Credentials = z.object({ email: z.email(), password: z.string().min(1) });

export function SignInPage() {
  const { t } = useTranslation("identity");
  const [search] = useSearchParams();
  const session = useAccountSession();
  const client = useClient();
  const state = useSessionState();
  const errorText = useErrorText();
  const [failure, setFailure] = useState<string>();
  const config = useQuery({ queryKey: ["config"], queryFn: ({ signal }) => fetchConfig(client, signal), staleTime: Infinity });
  const form = useForm({ resolver: zodResolver(Credentials), defaultValues: { email: "", password: "" } });
  const { errors, isSubmitting } = form.formState;

  if (state.status === "signedIn") return <Navigate to={nextAddress(search)} replace />;

  const submit = form.handleSubmit(async (credentials) => {
    setFailure(undefined);
    try {
      await session.signIn(credentials);
    } catch (error) {
      setFailure(isApiError(error, "invalid_credentials") ? t("signIn.wrong") : errorText(error));
      form.setFocus("password", { shouldSelect: true });
    }
  });

  return (
    <EntryFrame title={t("signIn.title")} lead={t("signIn.lead")}>
      <form noValidate onSubmit={(event) => void submit(event)} className="mt-8 flex flex-col gap-5">
        <Field label={t("signIn.email")} required error={errors.email && t("errors.email")}>
          {(control) => <Input {...control} {...form.register("email")} type="email" autoComplete="username" inputMode="email" />}
        </Field>
        <Field label={t("signIn.password")} required error={errors.password && t("errors.passwordMissing")}>
          {(control) => <PasswordInput {...control} {...form.register("password")} autoComplete="current-password" />}
        </Field>
        {failure ? <FieldError>{failure}</FieldError> : null}
        <Button type="submit" variant="primary" size="lg" busy={isSubmitting}>
          {t("signIn.submit")}
        </Button>
      </form>
      {config.data?.demo ? (
        <DemoAccounts
          accounts={config.data.demoAccounts}
          onChoose={(email) => {
            form.setValue("email", email, { shouldValidate: true });
            form.setFocus("password");
          }}
        />
      ) : null}
      <div className="mt-8 flex flex-col gap-2 border-t pt-6 text-sm text-ink-soft">
        <p>{t("signIn.hasLink")}</p>
        {config.data?.registrationOpen ? (
          <p>
            {t("signIn.noAccount")}{" "}
            <Link to="/register" className="font-medium text-accent underline underline-offset-4">
              {t("signIn.register")}
            </Link>
          </p>
        ) : null}
      </div>
    </EntryFrame>
  );
}
