import type { Diagnostic } from "@soft-landing/shared/page";

/** The content of a page, before it becomes HTML or JSON. */
export type Answer =
  | { personal: true; user: string; recommendation: string }
  | { personal: false; user: string; recommendation: string; diagnostic: Diagnostic };

/** Finds the content of the page for one user. */
export type PageHandler = (userId: string) => Promise<Answer>;
