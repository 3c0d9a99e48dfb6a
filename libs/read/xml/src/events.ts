/** Attributes by name, in document order. Inherits nothing, so that no attribute name means anything by itself. */
export type Attributes = Record<string, string>;

/** Makes {@link Attributes} without any; V8 keeps such objects small, unlike `{__proto__: null}`. */
export const NoAttributes = function () {} as unknown as new () => Attributes;
NoAttributes.prototype = Object.create(null);

/** A copy of its own. */
export function copyAttributes(attributes: Attributes): Attributes {
  const copy = new NoAttributes();
  for (const name in attributes) copy[name] = attributes[name] as string;
  return copy;
}

/** Called in document order. Lines and columns count from 1 and point at the `<` of a start tag. */
export interface XmlHandlers {
  /** The attributes are the handler's to keep. */
  open(tag: string, attributes: Attributes, line: number, column: number): void;
  close(tag: string): void;
  /** Text inside the root element with references resolved; CDATA sections arrive as text. */
  text?(text: string): void;
  comment?(text: string, line: number): void;
  instruction?(target: string, body: string, line: number): void;
}
