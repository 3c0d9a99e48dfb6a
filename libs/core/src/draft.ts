/** A value while it is put together: what is read-only later may still be set. */
export type Draft<T> = { -readonly [Name in keyof T]: T[Name] };
