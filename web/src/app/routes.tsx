import { type ComponentType, lazy, Suspense } from "react";
import { Route, Routes } from "react-router";

import type { RenderTalk } from "@/features/interview/talk-context";

import { LanguageFooter } from "./account/LanguageFooter";
import { NotFoundPage } from "./NotFoundPage";
import { PageSkeleton } from "./PageSkeleton";

function page<Name extends string, Props = object>(load: () => Promise<Record<Name, ComponentType<Props>>>, name: Name) {
  return lazy(async () => ({ default: (await load())[name] }));
}

/** The candidate's pages carry only this file and their own feature. */
const InterviewPages = lazy(() => import("@/features/interview"));
/** Only a conversation needs it: a feature gets another's screens from here. */
const Talk = page(() => import("@/features/voice/Talk"), "Talk");
const talk: RenderTalk = (props) => <Talk {...props} />;

const RecordPage = page(() => import("@/features/interview/record/RecordPage"), "RecordPage");
const OwnReceiptPage = page(() => import("@/features/interview/record/ReceiptPage"), "ReceiptPage");

const AccountLayout = page(() => import("./account/AccountLayout"), "AccountLayout");
const HomePage = page(() => import("./account/HomePage"), "HomePage");
const PersonLayout = page(() => import("./account/PersonLayout"), "PersonLayout");
const AloneLayout = page(() => import("./account/AloneLayout"), "AloneLayout");
const StaffLayout = page(() => import("./account/StaffLayout"), "StaffLayout");
const SignInPage = page(() => import("@/features/identity/SignInPage"), "SignInPage");
const RegisterPage = page(() => import("@/features/identity/RegisterPage"), "RegisterPage");
const TemplatesPage = page(() => import("@/features/hiring/templates/TemplatesPage"), "TemplatesPage");
const EditorPage = page(() => import("@/features/hiring/editor/EditorPage"), "EditorPage");
const PreviewPage = page(() => import("@/features/hiring/preview/PreviewPage"), "PreviewPage");
const InvitationsPage = page(() => import("@/features/hiring/invitations/InvitationsPage"), "InvitationsPage");
const ReviewPage = page(() => import("@/features/hiring/review/ReviewPage"), "ReviewPage");
const DashboardPage = page(() => import("@/features/hiring/dashboard/DashboardPage"), "DashboardPage");
const PracticePage = page(() => import("@/features/practice/PracticePage"), "PracticePage");
const PlanPage = page(() => import("@/features/practice/PlanPage"), "PlanPage");
const ResultPage = page(() => import("@/features/practice/results/ResultPage"), "ResultPage");
const VoicePage = page(() => import("@/features/voice/VoicePage"), "VoicePage");
const MailsPage = page(() => import("@/features/hiring/mails/MailsPage"), "MailsPage");

export function AppRoutes() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Routes>
        <Route element={<LanguageFooter />}>
          <Route path="/interview/:accessToken" element={<InterviewPages talk={talk} />} />
          <Route path="/i/:invitationId" element={<InterviewPages talk={talk} />} />
          <Route path="/i/:invitationId/record" element={<RecordPage />} />
          <Route path="/receipts/:code" element={<OwnReceiptPage />} />
        </Route>
        <Route element={<AccountLayout />}>
          <Route path="/" element={<HomePage />} />
          <Route element={<LanguageFooter />}>
            <Route path="/signin" element={<SignInPage />} />
            <Route path="/register" element={<RegisterPage />} />
          </Route>
          <Route element={<PersonLayout />}>
            <Route path="/practice" element={<PracticePage />} />
            <Route path="/practice/results/:id" element={<ResultPage />} />
            <Route path="/practice/:templateId" element={<PlanPage />} />
          </Route>
          <Route element={<AloneLayout />}>
            <Route path="/voice/:id" element={<VoicePage />} />
          </Route>
          <Route element={<StaffLayout />}>
            <Route path="/dashboard" element={<DashboardPage />} />
            <Route path="/templates" element={<TemplatesPage />} />
            <Route path="/templates/:id" element={<EditorPage />} />
            <Route path="/templates/:id/preview" element={<PreviewPage />} />
            <Route path="/invitations" element={<InvitationsPage />} />
            <Route path="/invitations/:id" element={<ReviewPage />} />
            <Route path="/mails" element={<MailsPage />} />
          </Route>
        </Route>
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </Suspense>
  );
}
