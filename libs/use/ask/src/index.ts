export { QUESTIONS } from "./graph/answer.ts";
export { unreadable } from "./graph/places.ts";
export type { Question } from "./graph/question.ts";
export { indexEntry } from "./index-entry.ts";
