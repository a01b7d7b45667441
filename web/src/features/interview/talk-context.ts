import { createContext, type ReactNode, useContext } from "react";

import type { TalkProps } from "@/ui/talk";

export type RenderTalk = (talk: TalkProps) => ReactNode;

/** The screens of a conversation, which are another feature's: given by the app. */
export const TalkContext = createContext<RenderTalk | null>(null);

export function useTalk(): RenderTalk {
  const talk = useContext(TalkContext);
  if (!talk) throw new Error("useTalk needs a TalkContext above it");
  return talk;
}
