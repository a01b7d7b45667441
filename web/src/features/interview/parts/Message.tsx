import { StepHeading } from "@/ui/StepHeading";

import { Frame } from "./Frame";

/** A page that only says something. */
export function Message({ title, texts }: { title: string; texts: string[] }) {
  return (
    <Frame company={null}>
      <StepHeading title={title} />
      {texts.map((text) => (
        <p key={text} className="measure text-ink-soft">
          {text}
        </p>
      ))}
    </Frame>
  );
}
