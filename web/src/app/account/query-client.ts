import { QueryClient } from "@tanstack/react-query";

import { isTransient } from "@/core/api";

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal stays a refusal; only what may pass by itself is asked again.
        retry: (failures, error) => failures < 2 && isTransient(error),
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
