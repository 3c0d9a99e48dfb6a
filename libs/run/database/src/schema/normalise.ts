/** An array of literals that is cast as a whole: `(ARRAY['a'::character varying, …])::text[]`. */
const CAST_ARRAY = /\(ARRAY\[((?:'(?:[^']|'')*'::[a-z ]+(?:\(\d+\))?(?:, )?)+)\]\)::([a-z ]+(?:\(\d+\))?)\[\]/g;
const ELEMENT = /'(?:[^']|'')*'::[a-z ]+(?:\(\d+\))?/g;

/**
 * A definition as PostgreSQL writes it again once it read its own dump: it moves the cast of an array of literals to
 * each of them (`x IN ('a', 'b')` on a varchar), and changes nothing else. Brackets and other casts stay: they decide.
 */
export function normaliseDefinition(definition: string): string {
  return definition.replace(CAST_ARRAY, (_whole, elements: string, type: string) => {
    const each = elements.match(ELEMENT)!.map((element) => `(${element})::${type}`);
    return `ARRAY[${each.join(", ")}]`;
  });
}
